import { Backoff, Pause } from './backoff.js';
import { SluiceError, connectionLost } from './errors.js';
import { PeerSession } from './peer-session.js';
import { Signaling } from './signaling.js';

/** Refusals that trying again does not change. */
const FATAL = new Set([
  'unauthorized',
  'forbidden',
  'invalid_room_name',
  'invalid_message',
  'unknown_type',
  'malformed_json',
  'invalid_sdp',
  'negotiation_failed',
  'room_closed',
]);

/** Up to this many ms before the first attempt: a restarting server has many clients. */
const FIRST_WAIT = 300;

const ICE_RESTARTS = 2;
const ICE_RESTART_TIMEOUT = 8_000;
const FRESH_MEDIA_TIMEOUT = 12_000;

/**
 * The two connections of a room, signaling and media, kept alive together. A lost WebSocket is opened again and resumed
 * while media flows on; lost media gets ICE restarts; when neither helps the room is joined afresh with a new
 * PeerConnection. One recovery runs at a time and looks at each turn at what is broken now.
 */
export class Link {
  #settings;
  #hooks;
  #signaling = null;
  #session = null;
  #resumeToken = null;
  #state = 'connecting';
  #refusal = null;
  #token;
  #pause = new Pause();
  #arrivals = new Set();

  /**
   * @param settings { url, room, join: async () => fields of `join`, rtc: PeerSession options, reconnectTimeout }
   * @param hooks { attach(session) => intents function, onJoined(joined), onAttached(session), onDetached(),
   *     onMessage(message), onReconnecting(reason), onReconnected(resumed), onClosed(code, message) }
   */
  constructor(settings, hooks) {
    this.#settings = settings;
    this.#hooks = hooks;
  }

  /** `connecting`, `connected`, `reconnecting` or `closed`. */
  get state() {
    return this.#state;
  }

  get session() {
    return this.#session;
  }

  /** The first join; fails at the first refusal. */
  async connect(signal) {
    try {
      await this.#openSignaling(signal);
      const abort = () => this.#signaling.close();
      signal?.addEventListener('abort', abort);
      await this.#joinAfresh().finally(() => signal?.removeEventListener('abort', abort));
      signal?.throwIfAborted();
    } catch (error) {
      this.#signaling?.notify({ type: 'leave' });
      this.#end();
      signal?.throwIfAborted();
      throw this.#refusal ?? error;
    }
    this.#state = 'connected';
    this.#checkHealth();
  }

  /** Asks the server, after a reconnection if one is under way. */
  async request(message) {
    await this.whenConnected();
    return this.#signaling.request(message);
  }

  /** Shows another token, with which the session is resumed later as well. */
  async refreshToken(token) {
    await this.request({ type: 'refresh_token', token });
    this.#token = token;
  }

  /** Tells the server; false when it cannot be told now. */
  notify(message) {
    return this.#state === 'connected' && this.#signaling.notify(message);
  }

  /** One offer and its answer; `intents` is called when the mids are known. */
  async negotiate({ intents }) {
    await this.whenConnected();
    await this.#offer({ intents });
  }

  /** Something changed around us (network, visibility): do not wait to find out. */
  nudge() {
    this.#pause.wake();
    if (this.#state === 'connected') {
      this.#signaling.probe();
      this.#checkHealth();
    }
  }

  /** Says goodbye if anybody listens. */
  leave(code = 'left', message = 'left the room') {
    this.#signaling?.notify({ type: 'leave' });
    this.close(code, message);
  }

  close(code, message) {
    if (this.#state !== 'closed') {
      this.#end();
      this.#hooks.onClosed(code, message);
    }
  }

  #end() {
    this.#state = 'closed';
    this.#signaling?.close();
    this.#dropSession();
    this.#pause.wake();
    this.#tellArrivals();
  }

  async #openSignaling(signal) {
    const signaling = await Signaling.open(this.#settings.url, signal);
    if (this.#state === 'closed') {
      signaling.close();
      throw connectionLost();
    }
    this.#signaling = signaling;
    signaling.onMessage = (message) => this.#receive(message);
    signaling.onClose = () => this.#trouble('signaling');
  }

  #receive(message) {
    if (message.type === 'closed') {
      this.#closedByServer(message);
    } else if (message.type === 'transport') {
      if (message.state === 'failed') {
        this.#trouble('media');
      }
    } else {
      this.#hooks.onMessage(message);
    }
  }

  #closedByServer({ code, message, reconnect }) {
    if (this.#state === 'connecting') {
      this.#refusal = new SluiceError(code, message);
      this.#signaling.close();
    } else if (reconnect) {
      this.#signaling.close();
      this.#trouble('signaling');
    } else {
      this.close(code, message);
    }
  }

  async #joinAfresh() {
    const { join, rtc } = this.#settings;
    const signaling = this.#signaling;
    this.#dropSession();
    const session = new PeerSession(rtc);
    this.#session = session;
    session.onMediaLost = () => this.#trouble('media');
    const intents = await this.#hooks.attach(session);
    const fields = await join();
    this.#token = fields.token;
    await session.negotiate(async (offer) => {
      const joined = await signaling.request({ type: 'join', ...fields, offer, tracks: intents() });
      this.#resumeToken = joined.resumeToken;
      this.#hooks.onJoined(joined);
      return joined;
    });
    this.#hooks.onAttached(session);
  }

  async #resume() {
    const joined = await this.#signaling.request({
      type: 'join',
      room: this.#settings.room,
      token: this.#token,
      resume: this.#resumeToken,
    });
    this.#resumeToken = joined.resumeToken;
    this.#hooks.onJoined(joined);
  }

  #offer({ intents = () => [], iceRestart = false }) {
    const signaling = this.#signaling;
    return this.#session.negotiate(
      async (sdp) => {
        const { sdp: answer, iceServers } = await signaling.request({ type: 'offer', sdp, tracks: intents() });
        return { answer, iceServers };
      },
      { iceRestart },
    );
  }

  #dropSession() {
    if (this.#session) {
      this.#session.close();
      this.#session = null;
      this.#hooks.onDetached();
    }
  }

  #checkHealth() {
    if (this.#signaling.closed) {
      this.#trouble('signaling');
    } else if (['interrupted', 'failed'].includes(this.#session.mediaState)) {
      this.#trouble('media');
    }
  }

  #trouble(reason) {
    if (this.#state === 'connected') {
      this.#state = 'reconnecting';
      this.#hooks.onReconnecting(reason);
      this.#recover(reason === 'signaling' ? Math.random() * FIRST_WAIT : 0);
    }
  }

  async #recover(firstWait) {
    const deadline = Date.now() + this.#settings.reconnectTimeout;
    await this.#pause.for(firstWait);
    const backoff = new Backoff();
    let resumed = true;
    while (this.#state === 'reconnecting') {
      try {
        resumed = (await this.#repair()) && resumed;
        if (this.#state === 'reconnecting') {
          this.#state = 'connected';
          this.#hooks.onReconnected(resumed);
          this.#tellArrivals();
          this.#checkHealth();
        }
        return;
      } catch (error) {
        if (FATAL.has(error.code)) {
          this.close(error.code, error.message);
        } else if (Date.now() >= deadline) {
          this.close('connection_lost', 'the server could not be reached again');
        }
      }
      if (this.#state === 'reconnecting') {
        await this.#pause.for(backoff.next());
      }
    }
  }

  /** One attempt; true when the participant is still the same, false after a fresh join; throws to try again. */
  async #repair() {
    if (this.#signaling.closed) {
      await this.#openSignaling();
      if (!(await this.#tryResume())) {
        await this.#replaceSession();
        return false;
      }
    }
    if (await this.#restoreMedia()) {
      return true;
    }
    this.#resumeToken = null;
    this.#signaling.notify({ type: 'leave' });
    this.#signaling.close();
    throw connectionLost();
  }

  async #tryResume() {
    if (!this.#resumeToken || !this.#session) {
      return false;
    }
    try {
      await this.#resume();
      return true;
    } catch (error) {
      // a token that has run out meanwhile is no reason to give up: a fresh join brings a new one
      if (!['resume_failed', 'unauthorized', 'forbidden'].includes(error.code)) {
        this.#signaling.close();
        throw error;
      }
      this.#resumeToken = null;
      return false;
    }
  }

  async #replaceSession() {
    try {
      await this.#joinAfresh();
      if (!(await this.#session.whenConnected(FRESH_MEDIA_TIMEOUT))) {
        throw connectionLost();
      }
    } catch (error) {
      // the server may have taken us in: the next attempt begins at the beginning
      this.#resumeToken = null;
      this.#signaling.notify({ type: 'leave' });
      this.#signaling.close();
      throw error;
    }
  }

  async #restoreMedia() {
    for (let restart = 0; restart < ICE_RESTARTS; restart++) {
      if (this.#session.mediaState === 'failed') {
        return false;
      }
      if (this.#session.mediaState !== 'interrupted') {
        return this.#session.whenConnected(FRESH_MEDIA_TIMEOUT);
      }
      await this.#offer({ iceRestart: true });
      if (await this.#session.whenConnected(ICE_RESTART_TIMEOUT)) {
        return true;
      }
      if (this.#signaling.closed) {
        throw connectionLost();
      }
    }
    return false;
  }

  /** Resolves when requests can be made; rejects when they never will. */
  async whenConnected() {
    while (this.#state === 'reconnecting') {
      await new Promise((resolve) => this.#arrivals.add(resolve));
    }
    if (this.#state !== 'connected') {
      throw new SluiceError('closed', 'the room is left');
    }
  }

  #tellArrivals() {
    for (const resolve of this.#arrivals) {
      resolve();
    }
    this.#arrivals.clear();
  }
}
