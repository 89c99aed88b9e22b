// @ts-check
import { wordsForNextTry } from './connection-words.js';
import { part } from './dom.js';

/** So often the countdown is looked at, in ms. */
const TICK = 250;

/** Shorter pauses are over before anybody has read of them. */
const WORTH_A_BUTTON = 1500;

/**
 * What a line says.
 *
 * @typedef {object} Status
 * @property {string} text
 * @property {boolean} [busy] something is under way
 * @property {number} [nextInMs] until the next attempt; a button then makes it at once
 * @property {string} [action] label of another button
 * @property {() => void} [onAction]
 */

/**
 * A line that says what goes on with the connection, and how long until the next attempt. Its parts are NAME, NAME-text,
 * NAME-countdown and NAME-action. The words are announced once, the seconds are for eyes only.
 */
export class StatusLine {
  #line;
  #text;
  #countdown;
  #button;
  #announce;
  /** @type {Status | null} */
  #status = null;
  #nextAt = 0;
  #timer = 0;

  /**
   * @param {ParentNode} root
   * @param {string} name
   * @param {(text: string) => void} announce
   */
  constructor(root, name, announce) {
    this.#line = part(root, name);
    this.#text = part(root, `${name}-text`);
    this.#countdown = part(root, `${name}-countdown`);
    this.#button = part(root, `${name}-action`, HTMLButtonElement);
    this.#announce = announce;
    this.#button.addEventListener('click', () => this.#status?.onAction?.());
    this.show(null);
  }

  /** @param {Status | null} status null for nothing to say */
  show(status) {
    clearInterval(this.#timer);
    const before = this.#status?.text;
    const hadFocus = this.#line.contains(document.activeElement);
    this.#status = status;
    this.#line.hidden = status === null;
    this.#line.classList.toggle('banner--busy', status?.busy === true);
    this.#text.textContent = status?.text ?? '';
    const waits = status?.nextInMs !== undefined;
    this.#nextAt = performance.now() + (status?.nextInMs ?? 0);
    this.#countdown.hidden = !waits;
    const action = waits && (status?.nextInMs ?? 0) >= WORTH_A_BUTTON ? 'Try now' : (status?.action ?? '');
    this.#button.hidden = action === '';
    this.#button.textContent = action;
    if (waits) {
      this.#tick();
      this.#timer = window.setInterval(() => this.#tick(), TICK);
    }
    if (status && status.text !== before) {
      this.#announce(status.text);
    }
    if (hadFocus && (status === null || action === '')) {
      // whoever pressed the button is still on the page
      this.#line.closest('main')?.querySelector('h1')?.focus();
    }
  }

  #tick() {
    const left = Math.ceil((this.#nextAt - performance.now()) / 1000);
    this.#countdown.textContent = wordsForNextTry(Math.max(0, left));
    if (left <= 0 && !this.#button.hidden && document.activeElement !== this.#button) {
      this.#button.hidden = true;
    }
  }
}
