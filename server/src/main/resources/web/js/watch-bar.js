// @ts-check
import { part } from './dom.js';
import { setIcon } from './icons.js';

/**
 * @typedef {'mute' | 'menu' | 'stats' | 'copy' | 'pip' | 'fullscreen'} Command
 * @typedef {{ label: string, icon?: string, pressed?: boolean }} Look
 */

/** How long after the last movement everything but the picture goes away, in ms. */
const REST = 3000;

/** By the keys that do the same. */
const KEYS = /** @type {Record<string, Command>} */ ({
  m: 'mute',
  q: 'menu',
  i: 'stats',
  p: 'pip',
  f: 'fullscreen',
});

/** The player's buttons, their keys, and when they are out of the way. */
export class WatchBar {
  #root;
  #resting = false;
  #timer = 0;
  #mayRest;

  /**
   * @param {HTMLElement} root
   * @param {Record<Command, () => void>} commands
   * @param {() => boolean} mayRest whether there is something to look at and nothing to be read
   */
  constructor(root, commands, mayRest) {
    this.#root = root;
    this.#mayRest = mayRest;
    for (const [name, run] of Object.entries(commands)) {
      part(root, name).addEventListener('click', run);
    }
    document.addEventListener('keydown', (event) => this.#key(event, commands));
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'focusin']) {
      document.addEventListener(type, () => this.wake());
    }
    this.wake();
  }

  /** @param {Command} name @param {Look} look */
  show(name, { label, icon, pressed }) {
    const button = part(this.#root, name, HTMLButtonElement);
    const key = Object.keys(KEYS).find((each) => KEYS[each] === name);
    button.title = key ? `${label} (${key})` : label;
    button.setAttribute('aria-label', label);
    if (pressed !== undefined) {
      button.setAttribute('aria-pressed', String(pressed));
      button.classList.toggle('round--active', pressed);
    }
    if (icon) {
      setIcon(button, icon);
    }
  }

  /** @param {Command} name */
  hide(name) {
    part(this.#root, name).hidden = true;
  }

  wake() {
    this.#rest(false);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#rest(this.#mayRest()), REST);
  }

  /** @param {boolean} resting */
  #rest(resting) {
    if (resting !== this.#resting) {
      this.#resting = resting;
      this.#root.dataset.resting = String(resting);
    }
  }

  /** @param {KeyboardEvent} event @param {Record<Command, () => void>} commands */
  #key(event, commands) {
    const { target, key, ctrlKey, altKey, metaKey } = event;
    const typing = target instanceof HTMLInputElement && !['radio', 'range'].includes(target.type);
    const command = KEYS[key.toLowerCase()];
    if (command && !typing && !ctrlKey && !altKey && !metaKey && !part(this.#root, command).hidden) {
      commands[command]();
    }
  }
}
