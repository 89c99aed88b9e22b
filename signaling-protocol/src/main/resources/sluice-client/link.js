import { Pause } from './backoff.js';
import { Refused, SluiceError, connectionLost, isFinal, isPassing } from './errors.js';
import { PeerSession } from './peer-session.js';
import { RetryPlan } from './retry-plan.js';
import { Signaling } from './signaling.js';

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
  #plan;
  #pause = new Pause();
  #arrivals = new Set();

  /**
   * @param settings { url, room, join: async () => fields of `join`, rtc: PeerSession options, connectTimeout,
   *     reconnectTimeout, allowMoveTo: of `moveTarget`, reconsider(refusal) => whether `join` says something else now }
   * @param hooks { attach(session) => intents function, onJoined(joined), onAttached(session), onDetached(),
   *     onMessage(message), onRetry(attempt), onReconnecting(attempt), onReconnected(resumed), onClosed(code, message) };
   *     an attempt is { reason, code, attempt, nextAttemptInMs }
   */
  constructor(settings, hooks) {
    this.#settings = settings;
    this.#hooks = hooks;
    this.#plan = new RetryPlan(settings.url, { allowed: settings.allowMoveTo });
  }

  /** `connecting`, `connected`, `reconnecting` or `closed`. */
  get state() {
    return this.#state;
  }

  get session() {
    return this.#session;
  }

  /** The first join; tried again for as long as the application has patience and the refusal is one that passes. */
  async connect(signal) {
    const wake = () => this.#pause.wake();
    signal?.addEventListener('abort', wake);
    const deadline = Date.now() + this.#settings.connectTimeout;
    try {
      while (!(await this.#enter(signal, deadline))) {
        if (this.#refusal) {
          await this.#pauseBefore('signaling', this.#refusal, this.#hooks.onRetry);
        }
        signal?.throwIfAborted();
        this.#refusal = null;
      }
    } catch (error) {
      this.#end();
      throw error;
    } finally {
      signal?.removeEventListener('abort', wake);
    }
    this.#becomeConnected();
    this.#checkHealth();
  }

  /** One attempt at the first join: whether it succeeded; throws when another one is pointless. */
  async #enter(signal, deadline) {
    try {
      await this.#openSignaling(signal);
      const abort = () => this.#signaling.close();
      signal?.addEventListener('abort', abort);
      await this.#joinAfresh().finally(() => signal?.removeEventListener('abort', abort));
      signal?.throwIfAborted();
      return true;
    } catch (failure) {
      this.#signaling?.notify({ type: 'leave' });
      this.#signaling?.close();
      this.#dropSession();
      signal?.throwIfAborted();
      const error = this.#refusal ?? failure;
      if (this.#plan.told(error)) {
        // the room is elsewhere: nothing has failed, and there is nothing to wait for
        this.#refusal = null;
        this.#plan.tried();
        return false;
      }
      if (!isPassing(error) || Date.now() >= deadline) {
        throw error;
      }
      this.#refusal = error;
      this.#plan.failed();
      return false;
    }
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

  /** Something changed around us (network, visibility): do not wait to find out, unless the server asked us to. */
  nudge() {
    if (!this.#plan.asked) {
      this.#pause.wake();
    }
    if (this.#state === 'connected') {
      this.#signaling.probe();
      this.#checkHealth();
    }
  }

  /** Makes the next attempt at once: somebody asks for it. */
  tryNow() {
    this.#pause.wake();
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
    const signaling = await Signaling.open(this.#plan.url, signal);
    if (this.#state === 'closed') {
      signaling.close();
      throw connectionLost();
    }
    this.#signaling = signaling;
    signaling.onMessage = (message) => this.#receive(message);
    signaling.onClose = () => this.#trouble('signaling', 'connection_lost');
  }

  #receive(message) {
    if (message.type === 'closed') {
      this.#closedByServer(message);
    } else if (message.type === 'transport') {
      if (message.state === 'failed') {
        this.#trouble('media', 'media_lost');
      }
    } else {
      this.#hooks.onMessage(message);
    }
  }

  #closedByServer(message) {
    if (this.#state === 'connecting') {
      this.#refusal = new Refused(message);
      this.#signaling.close();
    } else if (message.reconnect) {
      const { code, retryAfterMillis, moveTo } = new Refused(message);
      if (this.#plan.told({ retryAfterMillis, moveTo })) {
        // nobody there knows us
        this.#resumeToken = null;
      }
      this.#signaling.close();
      this.#trouble(code === 'server_shutdown' ? 'server' : 'signaling', code);
    } else {
      this.close(message.code, message.message);
    }
  }

  async #joinAfresh() {
    const { join, rtc } = this.#settings;
    const signaling = this.#signaling;
    this.#dropSession();
    const session = new PeerSession(rtc);
    this.#session = session;
    session.onMediaLost = () => this.#trouble('media', 'media_lost');
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
      this.#trouble('signaling', 'connection_lost');
    } else if (['interrupted', 'failed'].includes(this.#session.mediaState)) {
      this.#trouble('media', 'media_lost');
    }
  }

  #becomeConnected() {
    this.#state = 'connected';
    this.#plan.connected(Date.now());
  }

  #trouble(reason, code) {
    if (this.#state === 'connected') {
      this.#state = 'reconnecting';
      this.#plan.lost(Date.now());
      this.#recover(reason, { code });
    }
  }

  async #recover(reason, cause) {
    const deadline = Date.now() + this.#settings.reconnectTimeout;
    let resumed = true;
    while (this.#state === 'reconnecting') {
      await this.#pauseBefore(reason, cause, this.#hooks.onReconnecting);
      try {
        resumed = (await this.#repair()) && resumed;
        if (this.#state === 'reconnecting') {
          this.#becomeConnected();
          this.#hooks.onReconnected(resumed);
          this.#tellArrivals();
          this.#checkHealth();
        }
        return;
      } catch (error) {
        cause = error;
        this.#recoveryFailed(error, deadline);
      }
    }
  }

  #recoveryFailed(error, deadline) {
    if (this.#settings.reconsider(error)) {
      this.#failed(error);
    } else if (isFinal(error)) {
      // a server we were sent to may not know us where the one we came from does
      if (!this.#plan.forsake()) {
        this.close(error.code, error.message);
      }
    } else if (Date.now() >= deadline) {
      this.close('connection_lost', `gave up after ${Math.round(this.#settings.reconnectTimeout / 1000)} s`);
    } else {
      this.#failed(error);
    }
  }

  #failed(error) {
    if (!this.#plan.told(error)) {
      this.#plan.failed();
    }
  }

  /** @param tell one of the hooks that hear of attempts */
  async #pauseBefore(reason, { code = 'internal_error' }, tell) {
    const { attempt, waitMillis } = this.#plan.next(reason);
    tell({ reason, code, attempt, nextAttemptInMs: waitMillis });
    if (this.#state !== 'closed') {
      await this.#pause.for(waitMillis);
      this.#plan.tried();
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
