// @ts-check
import { Figures } from './admin-figures.js';
import { counted, timeSpan, wordsForCheck, wordsForPeople, wordsForQuality, wordsForServer } from './admin-words.js';
import { element, fromTemplate, part } from './dom.js';
import { bitrate, bytes, percent } from './format.js';
import { chip } from './recordings-list.js';

/**
 * @typedef {import('./admin-api.js').RoomSummary} RoomSummary
 * @typedef {import('./admin-api.js').ServerStatus} ServerStatus
 * @typedef {import('./admin-api.js').Denied} Denied
 * @typedef {import('./admin-api.js').Flights} Flights
 *
 * @typedef {object} OverviewOrders
 * @property {(room: string) => void} open
 * @property {(room: string) => string} address
 * @property {(room: string, participant: string) => void} admit
 * @property {(id: string) => void} download
 */

const FIGURES = [
  { name: 'Rooms', least: 4 },
  { name: 'People', least: 10 },
  { name: 'Busiest loop', least: 0.5 },
  { name: 'Loop lag', least: 20 },
  { name: 'Heap', least: 1 },
];

/** The server, its rooms, and who is kept out. Names from peers are set as text, never as markup. */
export class Overview {
  #root;
  #orders;
  #figures;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** @type {Map<string, { bytes: number, at: number }>} what a room had sent and received, and when */
  #traffic = new Map();

  /** @param {HTMLElement} root @param {OverviewOrders} orders */
  constructor(root, orders) {
    this.#root = root;
    this.#orders = orders;
    this.#figures = new Figures(part(root, 'server-figures'), FIGURES);
  }

  // ---- the server

  /** @param {ServerStatus} status */
  showServer(status) {
    part(this.#root, 'server').hidden = false;
    part(this.#root, 'server-facts').textContent = wordsForServer(status);
    const busiest = Math.max(0, ...status.loops.map(({ busyRatio }) => busyRatio));
    const lag = Math.max(0, ...status.loops.map(({ maxLagMillis }) => maxLagMillis));
    const people = status.participants + status.viewers;
    this.#figures.show('Rooms', status.rooms, String(status.rooms));
    this.#figures.show('People', people, String(people), `${counted(status.viewers, 'viewer')} of them`);
    this.#figures.show('Busiest loop', busiest, percent(busiest), `of ${counted(status.loops.length, 'loop')}`);
    this.#figures.show('Loop lag', lag, `${lag.toFixed(1)} ms`, 'worst of the last second');
    const { usedBytes, maxBytes } = status.heap;
    this.#figures.show('Heap', usedBytes / maxBytes, bytes(usedBytes), `of ${bytes(maxBytes)}`);
    const problems = status.checks.filter(({ ok }) => !ok);
    part(this.#root, 'checks').replaceChildren(
      ...problems.map((check) => element('li', '', wordsForCheck(check))),
    );
  }

  // ---- rooms

  /** @param {RoomSummary[]} rooms @param {number} now ms */
  showRooms(rooms, now) {
    const list = part(this.#root, 'rooms');
    const present = new Set(rooms.map(({ name }) => name));
    for (const [name, row] of this.#rows) {
      if (!present.has(name)) {
        row.remove();
        this.#rows.delete(name);
        this.#traffic.delete(name);
      }
    }
    rooms.forEach((room, index) => {
      const row = this.#rows.get(room.name) ?? this.#newRow(room.name);
      this.#fill(row, room, now);
      if (list.children[index] !== row) {
        list.insertBefore(row, list.children[index] ?? null);
      }
    });
    part(this.#root, 'empty').hidden = rooms.length > 0;
  }

  /** @param {string} name */
  focus(name) {
    const row = this.#rows.get(name);
    (row ? part(row, 'row-link') : part(this.#root, 'rooms')).focus();
  }

  /** @param {string} name */
  #newRow(name) {
    const row = fromTemplate('room-row');
    row.dataset.id = name;
    const link = part(row, 'row-link', HTMLAnchorElement);
    link.href = this.#orders.address(name);
    link.addEventListener('click', (event) => {
      // another tab or window is the browser's business
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        this.#orders.open(name);
      }
    });
    this.#rows.set(name, row);
    return row;
  }

  /** @param {HTMLElement} row @param {RoomSummary} room @param {number} now */
  #fill(row, room, now) {
    part(row, 'row-room').textContent = room.name;
    part(row, 'row-people').textContent = wordsForPeople(room);
    const { recording, worstQuality } = room;
    part(row, 'row-chips').replaceChildren(
      ...(recording === 'off' ? [] : [chip(recording === 'recording' ? 'Recording' : 'Recording paused', recording)]),
      ...(worstQuality === undefined ? [] : [chip(wordsForQuality(worstQuality), `quality-${worstQuality}`)]),
    );
    const total = room.rtpBytesReceived + room.rtpBytesSent;
    const before = this.#traffic.get(room.name);
    if (before?.bytes !== total) {
      // snapshots are made once a second: what has not changed is the same one
      this.#traffic.set(room.name, { bytes: total, at: now });
      part(row, 'row-traffic').textContent = before
        ? bitrate((Math.max(0, total - before.bytes) * 8000) / Math.max(1, now - before.at))
        : '';
    }
  }

  // ---- flight recordings and who is kept out

  /** @param {Flights} flights */
  showFlights({ current, kept }) {
    part(this.#root, 'flights').hidden = !current && kept.length === 0;
    const lines = kept.map(({ id, profile, bytes: size, until }) =>
      this.#line({
        what: id,
        facts: `${profile} · ${bytes(size)} · kept for ${timeSpan((Date.parse(until) - Date.now()) / 1000)}`,
        action: 'Download',
        onAction: () => this.#orders.download(id),
      }),
    );
    if (current) {
      lines.push(this.#line({ what: current.id, facts: `is being recorded for ${timeSpan(current.seconds)}` }));
    }
    renew(part(this.#root, 'flight-list'), lines);
  }

  /** @param {Denied} denied */
  showDenied({ participants, tokens }) {
    part(this.#root, 'denied').hidden = participants.length + tokens.length === 0;
    const left = (/** @type {string} */ until) => `for ${timeSpan((Date.parse(until) - Date.now()) / 1000)} more`;
    renew(part(this.#root, 'denied-list'), [
      ...participants.map(({ room, participant, until }) =>
        this.#line({
          what: participant,
          facts: `out of ${room} ${left(until)}`,
          action: 'Let in again',
          onAction: () => this.#orders.admit(room, participant),
        }),
      ),
      ...tokens.map(({ tokenId, until }) => this.#line({ what: tokenId, facts: `token taken back ${left(until)}` })),
    ]);
  }

  /** @param {{ what: string, facts: string, action?: string, onAction?: () => void }} line */
  #line({ what, facts, action, onAction }) {
    const line = fromTemplate('line');
    part(line, 'line-what').textContent = what;
    part(line, 'line-facts').textContent = facts;
    const button = part(line, 'line-action');
    button.hidden = action === undefined;
    button.textContent = action ?? '';
    button.setAttribute('aria-label', `${action ?? ''} ${what}`);
    if (onAction) {
      button.addEventListener('click', onAction);
    }
    return line;
  }
}

/**
 * Takes new lines only when they say something else, so that the focus stays where it is.
 *
 * @param {HTMLElement} list
 * @param {HTMLElement[]} lines
 */
function renew(list, lines) {
  const words = (/** @type {Iterable<Element>} */ elements) => [...elements].map((each) => each.textContent).join('\n');
  if (words(list.children) !== words(lines)) {
    list.replaceChildren(...lines);
  }
}
