/**
 * What a second of a call says of its network.
 *
 * - `bad`: video does not fit; `awful`: by far
 * - `good`: it does, with room to spare
 * - `unknown`: neither, or there is no video to judge by
 */

/** Sound and the smallest encoding of a camera, in bit/s. */
const SEND_NEEDS = 100_000;
const SEND_PLENTY = 150_000;

/**
 * Just above the least that Chromium estimates while it sends sound and a picture, 82 kbit/s: how far below the line really
 * is cannot be told any more.
 */
const SEND_AWFUL = 90_000;

/** Shares of lost packets: retransmission makes up for less than these. */
const LOSS_AWFUL = 0.6;
const LOSS_BAD = 0.3;
const LOSS_STALLED = 0.1;
const LOSS_GOOD = 0.1;

/** Packets that wait this long, in ms, stand in a queue before a line that is too thin. */
const QUEUE_BAD = 1_500;
const QUEUE_GOOD = 800;

/**
 * How well video is sent.
 *
 * @param stats RoomStats of the last second
 */
export function sendVerdict({ availableSendBitrateBps: available, tracks }) {
  const videos = tracks.filter(({ direction, kind }) => direction === 'send' && kind === 'video');
  if (videos.length === 0) {
    return 'unknown';
  }
  const loss = Math.max(...videos.map((track) => track.loss));
  if (available !== null && available < SEND_AWFUL) {
    return 'awful';
  }
  if ((available !== null && available < SEND_NEEDS) || loss >= LOSS_BAD) {
    return 'bad';
  }
  return (available ?? SEND_PLENTY) >= SEND_PLENTY && loss < LOSS_GOOD ? 'good' : 'unknown';
}

/**
 * How well video is received.
 *
 * @param stats RoomStats of the last second
 */
export function receiveVerdict({ roundTripMillis, tracks }) {
  const videos = tracks.filter(
    ({ direction, kind, bitrateBps, loss }) =>
      direction === 'receive' && kind === 'video' && (bitrateBps > 0 || loss > 0),
  );
  if (videos.length === 0) {
    return 'unknown';
  }
  const loss = totalLoss(videos);
  const stalled = videos.every(({ framesPerSecond }) => !framesPerSecond);
  const wait = roundTripMillis ?? 0;
  if (loss >= LOSS_AWFUL) {
    return 'awful';
  }
  if (loss >= LOSS_BAD || (stalled && loss >= LOSS_STALLED) || wait >= QUEUE_BAD) {
    return 'bad';
  }
  return loss < LOSS_GOOD && wait < QUEUE_GOOD ? 'good' : 'unknown';
}

/** Of all tracks together: a small one that suffers is not the network's state. */
function totalLoss(tracks) {
  let sent = 0;
  let lost = 0;
  for (const { bitrateBps, loss } of tracks) {
    const share = Math.min(loss, 0.99);
    const expected = Math.max(bitrateBps, 1000) / (1 - share);
    sent += expected;
    lost += expected * share;
  }
  return lost / sent;
}

/** Badness of this many ms in all, awful ones counted twice, good ones taken off at half, takes a step down. */
const PATIENCE = 5_000;
/** So much of it just before the connection broke was the cause. */
const TROUBLE = 1_500;
/** After a step down, and after one up, the network has so long to settle before it is judged again. */
const SETTLING_DOWN = 2_000;
const SETTLING_UP = 4_000;
/** A step up that holds so long was right. */
const PROBATION = 20_000;
const FIRST_WAIT = 15_000;
const LONGEST_WAIT = 240_000;

/**
 * Decides when to do with less video, and when to try with more again: down after some bad seconds, up after a pause that
 * doubles with each attempt that fails. Knows no clock, no connection and no page: time and verdicts are given.
 *
 * `level` is 0 for all video; each step down is one more, up to `levels`, which is none at all.
 */
export class VideoFallback {
  level = 0;
  #levels;
  #random;
  #badness = 0;
  #lookedAt = null;
  #changedAt = -Infinity;
  #retryAt = Infinity;
  #wait = FIRST_WAIT;
  #onProbation = false;

  constructor({ levels, random = Math.random }) {
    this.#levels = levels;
    this.#random = random;
  }

  get paused() {
    return this.level === this.#levels;
  }

  /**
   * Takes a look, about once a second.
   *
   * @param now in ms, of a clock that does not jump
   * @returns whether the level is another one
   */
  look(now, verdict) {
    const elapsed = this.#lookedAt === null ? 0 : Math.min(2_000, Math.max(0, now - this.#lookedAt));
    this.#lookedAt = now;
    if (now - this.#changedAt < (this.#onProbation ? SETTLING_UP : SETTLING_DOWN)) {
      return false;
    }
    const change = { awful: elapsed * 2, bad: elapsed, good: -elapsed / 2, unknown: 0 }[verdict];
    this.#badness = Math.max(0, this.#badness + change);
    if (this.#badness >= PATIENCE && this.level < this.#levels) {
      this.#down(now);
      return true;
    }
    if (this.#onProbation && now - this.#changedAt >= PROBATION) {
      this.#onProbation = false;
      this.#wait = FIRST_WAIT;
      this.#retryAt = this.level > 0 ? now + this.#pause() : Infinity;
    }
    if (now >= this.#retryAt && this.#badness < PATIENCE / 2) {
      this.#up(now, this.level - 1);
      return true;
    }
    return false;
  }

  /** Somebody wants all of it back at once; whether that is a change. */
  resume(now) {
    if (this.level === 0) {
      return false;
    }
    this.#up(now, 0);
    return true;
  }

  /**
   * The connection broke. When it was in trouble just before, video is what broke it, and would break the next: it goes at
   * once, so that there is room to come back.
   *
   * @returns whether the level is another one
   */
  broken(now) {
    if (this.paused || this.#badness < TROUBLE) {
      return false;
    }
    this.level = this.#levels - 1;
    this.#down(now);
    return true;
  }

  /** Another connection: what was seen of the former counts no more, what was decided does. */
  reconnected(now) {
    this.#badness = 0;
    this.#lookedAt = null;
    this.#changedAt = now;
  }

  #down(now) {
    if (this.#onProbation) {
      this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
    }
    this.#onProbation = false;
    this.#change(now, this.level + 1);
    this.#retryAt = now + this.#pause();
  }

  #up(now, level) {
    this.#onProbation = true;
    this.#retryAt = Infinity;
    this.#change(now, level);
  }

  #change(now, level) {
    this.level = level;
    this.#badness = 0;
    this.#changedAt = now;
  }

  /** Those behind one line must not all try again at the same moment. */
  #pause() {
    return this.#wait * (0.9 + 0.2 * this.#random());
  }
}
