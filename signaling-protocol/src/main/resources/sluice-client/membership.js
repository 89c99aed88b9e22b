import { connectionLost } from './errors.js';
import { PeerSession } from './peer-session.js';
import { Signaling } from './signaling.js';

const ICE_RESTARTS = 2;
const ICE_RESTART_TIMEOUT = 8_000;
const FRESH_MEDIA_TIMEOUT = 12_000;

/**
 * One participant of a room: its two connections, signaling and media, and what makes it the same participant to the
 * server. Each is opened, taken up and mended here, one attempt at a time; when, and how often, others decide.
 */
export class Membership {
  #settings;
  #hooks;
  #signaling = null;
  #session = null;
  #resumeToken = null;
  #token;
  #ended = false;

  /**
   * @param settings { room, join: async () => fields of `join`, rtc: PeerSession options }
   * @param hooks { attach(session) => intents function, onJoined(joined), onAttached(session), onDetached(),
   *     onMessage(message), onTrouble(reason, code) }
   */
  constructor(settings, hooks) {
    this.#settings = settings;
    this.#hooks = hooks;
  }

  get session() {
    return this.#session;
  }

  /** What is broken now, as the arguments of `onTrouble`; null when all is well. */
  get trouble() {
    if (this.#signaling.closed) {
      return ['signaling', 'connection_lost'];
    }
    return ['interrupted', 'failed'].includes(this.#session.mediaState) ? ['media', 'media_lost'] : null;
  }

  /** Another token, to be resumed with. */
  set token(token) {
    this.#token = token;
  }

  request(message) {
    return this.#signaling.request(message);
  }

  /** False when the server cannot be told. */
  notify(message) {
    return this.#signaling?.notify(message) ?? false;
  }

  /** Finds out soon whether the WebSocket is dead. */
  probe() {
    this.#signaling.probe();
  }

  /** The first way in: a WebSocket and a join. */
  async enter(url, signal) {
    await this.#open(url, signal);
    const abort = () => this.#signaling.close();
    signal?.addEventListener('abort', abort);
    await this.#joinAfresh().finally(() => signal?.removeEventListener('abort', abort));
    signal?.throwIfAborted();
  }

  /** Undoes a way in that failed. */
  withdraw() {
    this.hangUp();
    this.#dropSession();
  }

  /** Says goodbye and closes the WebSocket; media may go on. */
  hangUp() {
    this.notify({ type: 'leave' });
    this.disconnect();
  }

  /** Closes the WebSocket. */
  disconnect() {
    this.#signaling?.close();
  }

  /** From now on nobody knows us: the next repair joins afresh. */
  forget() {
    this.#resumeToken = null;
  }

  /** The end of both connections. */
  end() {
    this.#ended = true;
    this.disconnect();
    this.#dropSession();
  }

  /**
   * One attempt to mend what is broken now.
   *
   * @return true when the participant is still the same, false after a fresh join
   * @throws to try again
   */
  async repair(url) {
    if (this.#signaling.closed) {
      await this.#open(url);
      if (!(await this.#tryResume())) {
        await this.#replaceSession();
        return false;
      }
    }
    if (await this.#restoreMedia()) {
      return true;
    }
    this.forget();
    this.hangUp();
    throw connectionLost();
  }

  /** One offer and its answer; `intents` is called when the mids are known. */
  offer({ intents = () => [], iceRestart = false }) {
    const signaling = this.#signaling;
    return this.#session.negotiate(
      async (sdp) => {
        const { sdp: answer, iceServers } = await signaling.request({ type: 'offer', sdp, tracks: intents() });
        return { answer, iceServers };
      },
      { iceRestart },
    );
  }

  async #open(url, signal) {
    const signaling = await Signaling.open(url, signal);
    if (this.#ended) {
      signaling.close();
      throw connectionLost();
    }
    this.#signaling = signaling;
    signaling.onMessage = (message) => this.#hooks.onMessage(message);
    signaling.onClose = () => this.#hooks.onTrouble('signaling', 'connection_lost');
  }

  async #joinAfresh() {
    const { join, rtc } = this.#settings;
    const signaling = this.#signaling;
    this.#dropSession();
    const session = new PeerSession(rtc);
    this.#session = session;
    session.onMediaLost = () => this.#hooks.onTrouble('media', 'media_lost');
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
        this.disconnect();
        throw error;
      }
      this.forget();
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
      this.forget();
      this.hangUp();
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
      await this.offer({ iceRestart: true });
      if (await this.#session.whenConnected(ICE_RESTART_TIMEOUT)) {
        return true;
      }
      if (this.#signaling.closed) {
        throw connectionLost();
      }
    }
    return false;
  }

  #dropSession() {
    if (this.#session) {
      this.#session.close();
      this.#session = null;
      this.#hooks.onDetached();
    }
  }
}
