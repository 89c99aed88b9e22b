import { Pause } from './backoff.js';
import { SluiceError, connectionLost } from './errors.js';
import { moveTarget } from './moves.js';
import { watchPage } from './page-events.js';
import { RetryPlan } from './retry-plan.js';
import { StatsReader } from './stats.js';
import { WishPeer, iceServersBefore } from './wish-peer.js';

const CONNECT_TIMEOUT = 15_000;

/** Refusals that trying again does not change. */
const FATAL = new Set([400, 401, 403, 404, 405, 406, 413, 414, 415, 422]);

/**
 * What WHIP and WHEP clients share: a session that is opened, kept alive and, when it is lost, opened again with growing
 * pauses, for as long as it is wanted. Dispatches `state`.
 */
export class WishClient extends EventTarget {
  #state = 'idle';
  #plan = null;
  #token = null;
  #allowMoveTo;
  #traceparent = null;
  #peer = null;
  #lost = null;
  #stop = new AbortController();
  #pause = new Pause();
  #stats = new StatsReader();
  #stopWatching = () => {};

  /** `idle`, `connecting`, `connected`, `waiting`, `reconnecting` or `closed`. */
  get state() {
    return this.#state;
  }

  /** For inspection; another object after a new session. Null without one. */
  get peerConnection() {
    return this.#peer?.connection ?? null;
  }

  /** The session's URL, or null. */
  get sessionUrl() {
    return this.#peer?.session?.url ?? null;
  }

  /** Ends it; resolves when the server was told. */
  async stop() {
    await this.end('stopped', 'stopped');
  }

  /** Makes the next attempt at once: somebody asks for it. */
  tryNow() {
    this.#pause.wake();
  }

  /**
   * Opens a session and keeps it alive in the background.
   *
   * @param url the endpoint
   * @param options { token?, traceparent?, rtcConfiguration?, connectTimeout, reconnectTimeout, allowMoveTo?: of
   *     `moveTarget` }; for `connectTimeout` ms it is tried again from the start
   * @returns resolves when media flows, rejects when it never will
   */
  async start(url, { token, traceparent, signal, rtcConfiguration = {}, allowMoveTo, connectTimeout, reconnectTimeout }) {
    if (this.#state !== 'idle') {
      throw new SluiceError('already_started', 'this was started before');
    }
    signal?.throwIfAborted();
    this.#allowMoveTo = allowMoveTo;
    this.#plan = new RetryPlan(new URL(url, globalThis.document?.baseURI).href, { allowed: allowMoveTo });
    this.#token = token;
    this.#traceparent = traceparent;
    this.#watchSurroundings(signal);
    this.#setState('connecting');
    await new Promise((resolve, reject) => {
      this.#live({ rtcConfiguration, connectTimeout, reconnectTimeout, resolve }).catch((error) => {
        this.end(error.code ?? 'failed', error.message);
        reject(error);
      });
    });
  }

  /** The present session is of no use any more: open another one, perhaps elsewhere. */
  renew(error, url) {
    this.#plan.told({ moveTo: url });
    this.#lost?.(error);
  }

  /** For requests of extensions; null without one. */
  get session() {
    return this.#peer?.session ?? null;
  }

  /** Statistics of the transceivers of the present session, null without one. */
  async stats() {
    const connection = this.peerConnection;
    if (!connection) {
      return null;
    }
    const tracks = connection.getTransceivers().map((transceiver) => {
      const send = transceiver.direction === 'sendonly';
      const { track } = send ? transceiver.sender : transceiver.receiver;
      const kind = transceiver.receiver.track.kind;
      return {
        mid: transceiver.mid,
        direction: send ? 'send' : 'receive',
        track: track ?? {},
        trackId: transceiver.mid,
        participant: '',
        kind,
        source: 'other',
      };
    });
    return this.#stats.read(await connection.getStats(), tracks);
  }

  /** Prepares a connection before it offers: adds sections. */
  prepare(_connection) {}

  /** Changes a description of ours. */
  shape(sdp) {
    return sdp;
  }

  /** Changes an answer of the server. */
  shapeAnswer(sdp) {
    return sdp;
  }

  /** Whether to open another session after the server ended this one. */
  async mayReturn(_session) {
    return true;
  }

  /** Whether a first attempt that failed so is worth another one. */
  mayWait(_error) {
    return true;
  }

  /** A session is there; media will flow. */
  opened(_peer) {}

  /** It is no longer. */
  lost() {}

  async end(code, message) {
    if (this.#state === 'closed') {
      return;
    }
    const peer = this.#dropPeer();
    this.#stopWatching();
    this.#stop.abort(new SluiceError(code, message));
    this.#lost?.(connectionLost());
    this.#pause.wake();
    this.#setState('closed', { code, message });
    await peer?.close();
  }

  async #live({ rtcConfiguration, connectTimeout, reconnectTimeout, resolve }) {
    let deadline = Date.now() + connectTimeout;
    let first = true;
    while (this.#state !== 'closed') {
      try {
        const { session, lost } = await this.#open(rtcConfiguration);
        this.#plan.connected(Date.now());
        first = false;
        resolve();
        const { code, message } = await lost;
        this.#plan.lost(Date.now());
        deadline = Date.now() + reconnectTimeout;
        if (code === 'ended' && !(await this.mayReturn(session))) {
          await this.end(code, message);
        }
        throw connectionLost();
      } catch (error) {
        this.#dropPeer()?.close();
        if (this.#stop.signal.aborted) {
          throw this.#stop.signal.reason;
        }
        const moved = this.#plan.told(error);
        if (!moved && ((this.#isFinal(error, first) && !this.#plan.forsake()) || Date.now() >= deadline)) {
          throw error;
        }
        await this.#waitAfter(error, moved);
      }
    }
    throw this.#stop.signal.reason;
  }

  #isFinal(error, first) {
    // who never saw our token has not refused it
    const unasked = this.#plan.knows(error.moveTo ?? null);
    return !unasked && (FATAL.has(error.status) || (first && !this.mayWait(error)));
  }

  /** Resolves, when media flows, with the session and a promise of the error that ends it. */
  async #open(rtcConfiguration) {
    const signal = this.#stop.signal;
    const token = typeof this.#token === 'function' ? await this.#token() : this.#token;
    const traceparent = typeof this.#traceparent === 'function' ? await this.#traceparent() : this.#traceparent;
    const iceServers = rtcConfiguration.iceServers ?? (await iceServersBefore(this.#plan.url, { token, signal }));
    const lost = new Promise((resolve) => (this.#lost = resolve));
    const peer = new WishPeer({
      configuration: { ...rtcConfiguration, iceServers },
      shape: (sdp) => this.shape(sdp),
      shapeAnswer: (sdp) => this.shapeAnswer(sdp),
      onLost: (error) => this.#lost(error),
    });
    this.#peer = peer;
    await this.prepare(peer.connection);
    const endpoint = this.#plan.url;
    const trusts = (target) => moveTarget(target, endpoint, this.#allowMoveTo) !== null;
    await peer.open(endpoint, { token, traceparent, signal, trusts });
    signal.throwIfAborted();
    this.opened(peer);
    const connected = await Promise.race([peer.whenConnected(CONNECT_TIMEOUT), lost.then(() => false)]);
    signal.throwIfAborted();
    if (!connected) {
      throw new SluiceError('no_media', 'picture and sound found no way to the server');
    }
    this.#setState('connected');
    return { session: peer.session, lost };
  }

  async #waitAfter(error, moved) {
    if (this.state !== 'connected') {
      this.#plan.failed();
    }
    const { attempt, waitMillis } = this.#plan.next(moved ? 'redirect' : 'server');
    if (!moved) {
      this.#setState(this.#plan.asked || error.status === 409 ? 'waiting' : 'reconnecting', {
        code: error.code,
        message: error.message,
        retryMillis: waitMillis,
        attempt,
      });
    }
    await this.#pause.for(waitMillis);
    this.#plan.tried();
  }

  #dropPeer() {
    const peer = this.#peer;
    this.#peer = null;
    if (peer) {
      this.lost();
    }
    return peer;
  }

  #setState(state, { code = null, message = null, retryMillis = null, attempt = null } = {}) {
    this.#state = state;
    this.emit('state', { state, code, message, retryMillis, attempt });
  }

  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #watchSurroundings(signal) {
    this.#stopWatching = watchPage(signal, {
      back: () => {
        // a server that asked for a pause gets it
        if (!this.#plan.asked) {
          this.#pause.wake();
        }
        this.#peer?.nudge();
      },
      away: (persisted) => (persisted ? this.renew(connectionLost()) : this.stop()),
      abort: () => this.end('aborted', 'the signal was aborted'),
    });
  }
}
