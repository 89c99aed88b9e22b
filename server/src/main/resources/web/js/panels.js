// @ts-check
import { part } from './dom.js';

/**
 * What opens beside the stage.
 *
 * @typedef {'chat' | 'people' | 'stats'} PanelName
 * @typedef {{ setOpen(open: boolean): void }} PanelContent
 */

/** Only one of these fits on one side. */
const RIGHT = new Set(['chat', 'people']);

/** Opens and closes panels: one on each side, on a telephone one at all. */
export class Panels {
  #root;
  #contents;
  #onChange;

  /**
   * @param {HTMLElement} root
   * @param {Record<PanelName, PanelContent>} contents
   * @param {(closedByPerson: PanelName | null) => void} onChange with the panel whose button is to get the focus
   * @param {AbortSignal} signal ends it
   */
  constructor(root, contents, onChange, signal) {
    this.#root = root;
    this.#contents = contents;
    this.#onChange = onChange;
    for (const name of this.#names) {
      part(root, `${name}-close`).addEventListener('click', () => this.toggle(name), { signal });
      this.#set(name, false);
    }
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.#closeOne(), { signal });
  }

  /** @param {PanelName} name */
  isOpen(name) {
    return !part(this.#root, `${name}-panel`).hidden;
  }

  /** @param {PanelName} name */
  toggle(name) {
    const open = !this.isOpen(name);
    const narrow = matchMedia('(max-width: 720px)').matches;
    for (const other of this.#names) {
      if (open && other !== name && this.isOpen(other) && (narrow || (RIGHT.has(name) && RIGHT.has(other)))) {
        this.#set(other, false);
      }
    }
    this.#set(name, open);
    this.#onChange(open ? null : name);
  }

  get #names() {
    return /** @type {PanelName[]} */ (Object.keys(this.#contents));
  }

  /** @param {PanelName} name @param {boolean} open */
  #set(name, open) {
    part(this.#root, `${name}-panel`).hidden = !open;
    this.#contents[name].setOpen(open);
  }

  #closeOne() {
    const open = this.#names.find((name) => this.isOpen(name));
    if (open && !document.querySelector('dialog[open]')) {
      this.toggle(open);
    }
  }
}
