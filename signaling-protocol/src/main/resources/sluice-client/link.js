import { Pause } from './backoff.js';
import { Refused, SluiceError, isFinal, isPassing } from './errors.js';
import { Membership } from './membership.js';
import { RetryPlan } from './retry-plan.js';

/**
 * The two connections of a room, signaling and media, kept alive together. A lost WebSocket is opened again and resumed
 * while media flows on; lost media gets ICE restarts; when neither helps the room is joined afresh with a new
 * PeerConnection. One recovery runs at a time and looks at each turn at what is broken now.
 */
export class Link {
  #settings;
  #hooks;
  #member;
  #state = 'connecting';
  #refusal = null;
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
    this.#member = new Membership(settings, {
      ...hooks,
      onMessage: (message) => this.#receive(message),
      onTrouble: (reason, code) => this.#trouble(reason, code),
    });
  }

  /** `connecting`, `connected`, `reconnecting` or `closed`. */
  get state() {
    return this.#state;
  }

  get session() {
    return this.#member.session;
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
      await this.#member.enter(this.#plan.url, signal);
      return true;
    } catch (failure) {
      this.#member.withdraw();
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
    return this.#member.request(message);
  }

  /** Shows another token, with which the session is resumed later as well. */
  async refreshToken(token) {
    await this.request({ type: 'refresh_token', token });
    this.#member.token = token;
  }

  /** Tells the server; false when it cannot be told now. */
  notify(message) {
    return this.#state === 'connected' && this.#member.notify(message);
  }

  /** One offer and its answer; `intents` is called when the mids are known. */
  async negotiate({ intents }) {
    await this.whenConnected();
    await this.#member.offer({ intents });
  }

  /** Something changed around us (network, visibility): do not wait to find out, unless the server asked us to. */
  nudge() {
    if (!this.#plan.asked) {
      this.#pause.wake();
    }
    if (this.#state === 'connected') {
      this.#member.probe();
      this.#checkHealth();
    }
  }

  /** Makes the next attempt at once: somebody asks for it. */
  tryNow() {
    this.#pause.wake();
  }

  /** Says goodbye if anybody listens. */
  leave(code = 'left', message = 'left the room') {
    this.#member.notify({ type: 'leave' });
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
    this.#member.end();
    this.#pause.wake();
    this.#tellArrivals();
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
      this.#member.disconnect();
    } else if (message.reconnect) {
      const { code, retryAfterMillis, moveTo } = new Refused(message);
      if (this.#plan.told({ retryAfterMillis, moveTo })) {
        // nobody there knows us
        this.#member.forget();
      }
      this.#member.disconnect();
      this.#trouble(code === 'server_shutdown' ? 'server' : 'signaling', code);
    } else {
      this.close(message.code, message.message);
    }
  }

  #checkHealth() {
    const { trouble } = this.#member;
    if (trouble) {
      this.#trouble(...trouble);
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
        resumed = (await this.#member.repair(this.#plan.url)) && resumed;
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
