// @ts-check
import { element, part } from './dom.js';
import { setIcon } from './icons.js';
import { loadPreferences } from './preferences.js';

/**
 * What the buttons of a call do, and their keys.
 *
 * @typedef {'mute' | 'camera' | 'share' | 'chat' | 'people' | 'stats' | 'copy-link' | 'fullscreen' | 'settings' | 'record' | 'record-pause' | 'leave'} Command
 */

const KEYS = /** @type {Record<Command, { key: string, does: string }>} */ ({
  mute: { key: 'm', does: 'Microphone on or off' },
  camera: { key: 'v', does: 'Camera on or off' },
  share: { key: 's', does: 'Share your screen, or stop' },
  chat: { key: 'c', does: 'Chat' },
  people: { key: 'p', does: 'People' },
  stats: { key: 'i', does: 'Statistics' },
  'copy-link': { key: 'l', does: 'Copy the link to this room' },
  fullscreen: { key: 'f', does: 'Full screen' },
  settings: { key: '?', does: 'Devices and shortcuts' },
  record: { key: 'R', does: 'Record, or stop the recording (shift and r)' },
  'record-pause': { key: 'P', does: 'Pause the recording, or go on (shift and p)' },
  leave: { key: 'Q', does: 'Leave (shift and q)' },
});

/** The bar at the bottom and its keyboard. */
export class Controls {
  #root;
  #more;

  /**
   * @param {HTMLElement} root
   * @param {Record<Command, () => void>} commands
   * @param {AbortSignal} signal ends it
   */
  constructor(root, commands, signal) {
    this.#root = root;
    this.#more = part(root, 'more', HTMLButtonElement);
    for (const [name, command] of Object.entries(commands)) {
      const run = () => {
        this.#showMore(false);
        command();
      };
      part(root, name).addEventListener('click', run, { signal });
    }
    this.#more.addEventListener('click', () => this.#showMore(!this.#moreShown), { signal });
    document.addEventListener('pointerdown', (event) => this.#pressedElsewhere(event), { signal });
    document.addEventListener('keydown', (event) => this.#pressed(event, commands), { signal });
    this.#showMore(false);
  }

  /**
   * @param {Command} name
   * @param {object} look
   * @param {string} look.label what the button does now
   * @param {string} [look.icon]
   * @param {'off' | 'active' | ''} [look.state] off: struck through and red; active: what it opens is open
   * @param {boolean} [look.busy] while an answer is awaited; the button keeps the focus
   */
  show(name, { label, icon, state = '', busy = false }) {
    const button = part(this.#root, name, HTMLButtonElement);
    const { key } = KEYS[name];
    const shortcut = /[A-Z]/.test(key) ? `Shift+${key}` : key;
    button.title = `${label} (${shortcut})`;
    button.setAttribute('aria-label', label);
    button.setAttribute('aria-keyshortcuts', shortcut);
    button.setAttribute('aria-disabled', String(busy));
    button.classList.toggle('round--off', state === 'off');
    button.classList.toggle('round--active', state === 'active');
    if (icon) {
      setIcon(button, icon);
    }
  }

  /** @param {Command} name for a browser that cannot do it */
  hide(name) {
    this.setAvailable(name, false);
  }

  /** @param {Command} name @param {boolean} available whether it can be done now */
  setAvailable(name, available) {
    const button = part(this.#root, name);
    const focused = !available && button === document.activeElement;
    button.hidden = !available;
    if (focused) {
      this.focus('leave');
    }
  }

  /** @param {Command} name */
  focus(name) {
    const button = part(this.#root, name, HTMLButtonElement);
    (button.offsetParent ? button : this.#more).focus();
  }

  get #moreShown() {
    return this.#more.getAttribute('aria-expanded') === 'true';
  }

  /** @param {boolean} shown */
  #showMore(shown) {
    this.#more.setAttribute('aria-expanded', String(shown));
    part(this.#root, 'more-menu').classList.toggle('controls__more--open', shown);
  }

  /** @param {Event} event */
  #pressedElsewhere({ target }) {
    if (this.#moreShown && target instanceof Node && !this.#root.contains(target)) {
      this.#showMore(false);
    }
  }

  /** @param {KeyboardEvent} event @param {Record<Command, () => void>} commands */
  #pressed(event, commands) {
    if (event.key === 'Escape' && this.#moreShown) {
      this.#showMore(false);
      this.#more.focus();
      return;
    }
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || writes(event.target)) {
      return;
    }
    const found = /** @type {Command | undefined} */ (
      Object.keys(KEYS).find((name) => KEYS[/** @type {Command} */ (name)].key === event.key)
    );
    if (found && loadPreferences().shortcuts && !part(this.#root, found).hidden) {
      event.preventDefault();
      commands[found]();
    }
  }
}

/** @param {HTMLElement} list filled with all keys and what they do */
export function listShortcuts(list) {
  list.replaceChildren(
    ...Object.values(KEYS).flatMap(({ key, does }) => {
      const name = element('dt', '');
      name.append(element('kbd', '', key));
      return [name, element('dd', '', does)];
    }),
  );
}

/** Whether keys are text here. @param {EventTarget | null} target */
function writes(target) {
  return (
    document.querySelector('dialog[open]') !== null ||
    (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null)
  );
}
