import { VideoFallback, receiveVerdict, sendVerdict } from './video-fallback.js';

const INTERVAL = 1_000;

/** How much video is received at each level of VideoFallback: all, the smallest encodings, none. */
export const RECEIVE_LEVELS = ['all', 'smallest', 'none'];

/**
 * Goes on with sound alone while the network carries no video, in each direction by itself. Looks at the statistics once a
 * second while the room is connected.
 */
export class AudioOnly {
  #room;
  #emit;
  #send = new VideoFallback({ levels: 1 });
  #receive = new VideoFallback({ levels: RECEIVE_LEVELS.length - 1 });
  #timer = null;
  #looking = false;
  #receivePaused = false;

  /**
   * @param room { stats: async () => RoomStats or null while there is no connection, sendVideo(boolean),
   *     receiveVideo(one of RECEIVE_LEVELS) }
   * @param emit (type, detail) for `videoPaused` and `videoResumed`
   */
  constructor(room, emit) {
    this.#room = room;
    this.#emit = emit;
  }

  get enabled() {
    return this.#timer !== null;
  }

  get paused() {
    return { send: this.#send.paused, receive: this.#receive.paused };
  }

  /** Switching it off brings all video back. */
  enable(enabled) {
    if (enabled === this.enabled) {
      return;
    }
    if (enabled) {
      this.#timer = setInterval(() => this.#look(), INTERVAL);
      return;
    }
    this.stop();
    this.resume();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** All video back at once; where it does not fit still, it will be without again. */
  resume() {
    const now = performance.now();
    this.#apply({ send: this.#send.resume(now), receive: this.#receive.resume(now) });
  }

  /** The connection broke. */
  broken() {
    if (this.enabled) {
      const now = performance.now();
      this.#apply({ send: this.#send.broken(now), receive: this.#receive.broken(now) });
    }
  }

  /** Media flows again, perhaps over another connection. */
  reconnected() {
    const now = performance.now();
    this.#send.reconnected(now);
    this.#receive.reconnected(now);
  }

  async #look() {
    if (this.#looking) {
      return;
    }
    this.#looking = true;
    try {
      const stats = await this.#room.stats();
      if (stats && this.enabled) {
        const now = performance.now();
        this.#apply({
          send: this.#send.look(now, sendVerdict(stats)),
          receive: this.#receive.look(now, receiveVerdict(stats)),
        });
      }
    } catch {
      // the connection went meanwhile
    } finally {
      this.#looking = false;
    }
  }

  #apply({ send, receive }) {
    if (send) {
      this.#room.sendVideo(!this.#send.paused);
      this.#tell('send', this.#send.paused);
    }
    if (receive) {
      const wasPaused = this.#receivePaused;
      this.#receivePaused = this.#receive.paused;
      this.#room.receiveVideo(RECEIVE_LEVELS[this.#receive.level]);
      if (wasPaused !== this.#receivePaused) {
        this.#tell('receive', this.#receivePaused);
      }
    }
  }

  #tell(direction, paused) {
    this.#emit(paused ? 'videoPaused' : 'videoResumed', { direction, ...(paused && { reason: 'network' }) });
  }
}
