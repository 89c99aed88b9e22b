import { Backoff } from './backoff.js';
import { moveTarget } from './moves.js';

/** Waiting times before the first attempt after a loss, in ms at most: a server that goes away has many clients. */
const SPREAD = { signaling: 300, server: 1_000, media: 0, redirect: 0 };

/** A server that asks for more patience than this is asked again all the same. */
const LONGEST_ASKED = 60_000;

/** What holds for this long was no attempt but a connection: everything begins anew after it. */
const STABLE = 10_000;

const MOST_MOVES = 5;

/**
 * When to try to come back, and where. Knows no clock and no network: time is given in ms, and waiting is the caller's.
 */
export class RetryPlan {
  #home;
  #addresses;
  #allowed;
  #random;
  #backoff;
  #asked = null;
  #attempt = 0;
  #moves = 0;
  /** Where nothing came of it for good: nobody sends us there again. */
  #forsaken = new Set();
  #connectedAt = null;
  /** How many connections in a row did not hold. */
  #flaps = 0;
  /** Whether the server sent us elsewhere since the last attempt began. */
  #sent = false;

  /**
   * @param url where to begin
   * @param settings { allowed: of `moveTarget`, random }
   */
  constructor(url, { allowed = [], random = Math.random } = {}) {
    this.#home = url;
    this.#addresses = [url];
    this.#allowed = allowed;
    this.#random = random;
    this.#backoff = new Backoff({ random });
  }

  /** Where the next attempt goes. */
  get url() {
    return this.#addresses[0];
  }

  /** Whether the server asked for the pause that is being made. */
  get asked() {
    return this.#asked !== null;
  }

  connected(now) {
    this.#connectedAt = now;
    this.#asked = null;
  }

  /** A connection ended; attempts follow. */
  lost(now) {
    this.#flaps = this.#connectedAt !== null && now - this.#connectedAt < STABLE ? this.#flaps + 1 : 0;
    this.#connectedAt = null;
    this.#attempt = 0;
    if (this.#flaps === 0) {
      this.#moves = 0;
      this.#forsaken.clear();
    }
    if (!this.#flapping) {
      this.#backoff.reset();
    }
  }

  /**
   * The server ended the connection or refused an attempt.
   *
   * @param hint { retryAfterMillis?, moveTo? } as it said
   * @returns whether it sends us elsewhere, and we go
   */
  told({ retryAfterMillis = null, moveTo = null }) {
    this.#asked = Number.isFinite(retryAfterMillis)
      ? Math.min(LONGEST_ASKED, Math.max(0, retryAfterMillis))
      : this.#asked;
    const target = moveTo === null ? null : this.#target(moveTo);
    if (!target || this.#moves >= MOST_MOVES || target === this.url || this.#forsaken.has(target)) {
      return false;
    }
    this.#moves += 1;
    this.#sent = true;
    this.#addresses = [...new Set([target, this.url, this.#home])];
    return true;
  }

  /** Whether a server sends us where we go anyhow, in turn. */
  knows(moveTo) {
    return moveTo !== null && this.#addresses.includes(this.#target(moveTo));
  }

  /** A server that names another one and nothing there means the same place on it. */
  #target(moveTo) {
    const target = moveTarget(moveTo, this.url, this.#allowed);
    if (!target) {
      return null;
    }
    const from = new URL(this.url);
    if (target.pathname === '/') {
      target.pathname = from.pathname;
    }
    from.searchParams.forEach((value, name) => target.searchParams.has(name) || target.searchParams.set(name, value));
    target.protocol = from.protocol.startsWith('ws')
      ? target.protocol.replace(/^http/, 'ws')
      : target.protocol.replace(/^ws/, 'http');
    return target.href;
  }

  /** An attempt failed: another address that is known is next. */
  failed() {
    if (!this.#sent) {
      this.#addresses.push(this.#addresses.shift());
    }
  }

  /**
   * An attempt failed for good.
   *
   * @returns whether there is another address, where things may be otherwise
   */
  forsake() {
    if (this.#addresses.length === 1) {
      return false;
    }
    this.#forsaken.add(this.#addresses.shift());
    return true;
  }

  /**
   * The next attempt.
   *
   * @param reason of `SPREAD`
   * @returns { attempt, waitMillis } with attempts counted from 1
   */
  next(reason) {
    this.#attempt += 1;
    const first = this.#attempt === 1 && !this.#flapping && reason in SPREAD;
    const usual = first ? this.#random() * SPREAD[reason] : this.#backoff.next();
    // those who were asked to wait come later than that, never all at the same moment
    const spread = Math.max(SPREAD[reason] ?? 0, (this.#asked ?? 0) / 4);
    const waitMillis = this.#asked === null ? usual : Math.max(usual, this.#asked + this.#random() * spread);
    return { attempt: this.#attempt, waitMillis: Math.round(waitMillis) };
  }

  /** Once is chance: what is taken in and dropped again and again must not hurry back. */
  get #flapping() {
    return this.#flaps > 1;
  }

  /** The pause is over, and with it what was asked for; the attempt begins. */
  tried() {
    this.#asked = null;
    this.#sent = false;
  }
}
