// @ts-check
import { initials, tint } from './avatar.js';
import { element, part } from './dom.js';
import { icon } from './icons.js';

/** @typedef {import('./tile.js').Face} Face */

/** Everybody by name, for rooms with more people than tiles. */
export class PeopleList {
  #list;
  #open = false;
  /** @type {Map<string, Face>} */
  #faces = new Map();
  /** @type {Set<string>} */
  #speaking = new Set();

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.#list = part(panel, 'people-items');
  }

  /** @param {Map<string, Face>} faces those of cameras are people */
  show(faces) {
    this.#faces = faces;
    this.#draw();
  }

  /** @param {Set<string>} keys of those who speak */
  setSpeaking(keys) {
    this.#speaking = keys;
    for (const item of this.#list.children) {
      const { key = '' } = /** @type {HTMLElement} */ (item).dataset;
      item.classList.toggle('person--speaking', keys.has(key));
    }
  }

  /** @param {boolean} open */
  setOpen(open) {
    this.#open = open;
    this.#draw();
  }

  #draw() {
    if (this.#open) {
      const people = [...this.#faces].filter(([, { source }]) => source === 'camera');
      this.#list.replaceChildren(...people.map(([key, face]) => person(key, face)));
      this.setSpeaking(this.#speaking);
    }
  }
}

/** @param {string} key @param {Face} face */
function person(key, { name, local, muted, connected }) {
  const item = element('li', 'person');
  item.dataset.testid = 'person';
  item.dataset.key = key;
  const avatar = element('span', 'avatar', initials(name));
  avatar.setAttribute('aria-hidden', 'true');
  tint(avatar, name);
  item.append(avatar, element('span', 'person__name', local ? `${name} (you)` : name));
  if (!connected) {
    item.append(element('span', 'person__note', 'reconnecting'));
  }
  if (muted) {
    const mark = element('span', 'person__muted');
    mark.title = 'Muted';
    mark.append(icon('mic-off'), element('span', 'sr-only', 'muted'));
    item.append(mark);
  }
  return item;
}
