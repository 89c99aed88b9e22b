// @ts-check
import { element, fromTemplate, part } from './dom.js';
import { bytes, duration, localTime } from './format.js';
import { wordsForPeople, wordsForPlace, wordsForState } from './recordings-words.js';

/** @typedef {import('./recordings-api.js').RecordingItem} RecordingItem */

/** The list of recordings. What stays keeps its place and the focus. */
export class RecordingsList {
  #list;
  #onOpen;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();

  /**
   * @param {HTMLElement} list
   * @param {(id: string) => void} onOpen
   */
  constructor(list, onOpen) {
    this.#list = list;
    this.#onOpen = onOpen;
  }

  /** @param {RecordingItem[]} recordings all of them, the newest first @param {(id: string) => string} linkTo */
  show(recordings, linkTo) {
    const present = new Set(recordings.map(({ id }) => id));
    for (const [id, row] of this.#rows) {
      if (!present.has(id)) {
        row.remove();
        this.#rows.delete(id);
      }
    }
    recordings.forEach((recording, index) => {
      const row = this.#rows.get(recording.id) ?? this.#newRow(recording.id, linkTo(recording.id));
      fill(row, recording);
      if (this.#list.children[index] !== row) {
        this.#list.insertBefore(row, this.#list.children[index] ?? null);
      }
    });
  }

  /** @param {string} id */
  focus(id) {
    const row = this.#rows.get(id);
    (row ? part(row, 'row-link') : this.#list).focus();
  }

  /** @param {string} id @param {string} address */
  #newRow(id, address) {
    const row = fromTemplate('row');
    const link = part(row, 'row-link', HTMLAnchorElement);
    row.dataset.id = id;
    link.href = address;
    link.addEventListener('click', (event) => {
      // another tab or window is the browser's business
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        this.#onOpen(id);
      }
    });
    this.#rows.set(id, row);
    return row;
  }
}

/** @param {HTMLElement} row @param {RecordingItem} recording */
function fill(row, recording) {
  const live = recording.state === 'recording';
  row.dataset.state = recording.state;
  part(row, 'row-room').textContent = recording.room;
  part(row, 'row-people').textContent = wordsForPeople(recording.participants);
  part(row, 'row-time').textContent = localTime(recording.start);
  const facts = [
    live ? `${duration(Date.now() - Date.parse(recording.start))} so far` : duration(recording.durationMillis),
    recording.files === 1 ? '1 file' : `${recording.files} files`,
    recording.bytes > 0 ? bytes(recording.bytes) : '',
  ];
  part(row, 'row-facts').textContent = facts.filter(Boolean).join(' · ');
  const place = wordsForPlace(recording);
  const chips = [
    ...(recording.state === 'finished' ? [] : [chip(wordsForState(recording.state), recording.state)]),
    ...(place ? [chip(place, 'place')] : []),
  ];
  const shown = part(row, 'row-chips');
  if (shown.textContent !== chips.map(({ textContent }) => textContent).join('')) {
    shown.replaceChildren(...chips);
  }
}

/** A word about a state. @param {string} words @param {string} kind */
export function chip(words, kind) {
  const made = element('span', 'chip', words);
  made.dataset.kind = kind;
  return made;
}
