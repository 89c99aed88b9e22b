// @ts-check
import { paced } from './pace.js';

/**
 * What a page shows, read again and again as long as somebody sees it, and later and later while the server does not
 * answer. One reading counts, the last that was begun.
 */
export class Reading {
  #root;
  #hooks;
  #timer = 0;
  #failures = 0;

  /** Another number with each reading; answers to what was asked under another one are out of date. */
  turn = 0;

  /**
   * @param {HTMLElement} root tells whether it is busy
   * @param {object} hooks
   * @param {(current: () => boolean) => Promise<void>} hooks.read shows what was read if that is still what is asked for
   * @param {() => void} hooks.onRead
   * @param {(error: unknown) => boolean} hooks.onFailed tells whether the page goes on showing what it has
   * @param {() => boolean} hooks.goesOn whether it is worth being read again
   * @param {() => number} hooks.interval until then, in ms
   * @param {(nextInMs: number | null) => void} hooks.onWait until the next attempt; null when the last one succeeded
   */
  constructor(root, hooks) {
    this.#root = root;
    this.#hooks = hooks;
    document.addEventListener('visibilitychange', () => this.#againIfSeen());
  }

  /** Reads anew, and again after a while. */
  async again() {
    clearTimeout(this.#timer);
    const mine = ++this.turn;
    const current = () => mine === this.turn;
    this.#root.dataset.busy = 'true';
    try {
      await this.#hooks.read(current);
      if (current()) {
        this.#failures = 0;
        this.#hooks.onRead();
      }
    } catch (error) {
      if (current()) {
        this.#failures = this.#hooks.onFailed(error) ? this.#failures + 1 : 0;
      }
    } finally {
      if (current()) {
        this.#root.dataset.busy = 'false';
        this.#later();
      }
    }
  }

  /** Reads nothing more, and forgets what is being read. */
  stop() {
    clearTimeout(this.#timer);
    this.turn++;
  }

  #later() {
    const pause = paced(this.#hooks.interval(), this.#failures);
    if (this.#hooks.goesOn()) {
      this.#timer = window.setTimeout(() => this.#againIfSeen(), pause);
    }
    this.#hooks.onWait(this.#failures > 0 ? pause : null);
  }

  /** Nobody waits for news of a page that nobody sees. */
  #againIfSeen() {
    if (document.visibilityState === 'visible') {
      this.again();
    }
  }
}
