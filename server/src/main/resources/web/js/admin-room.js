// @ts-check
import { MemberCard } from './admin-member.js';
import { counted } from './admin-words.js';
import { part } from './dom.js';
import { drawIcons, setIcon } from './icons.js';
import { chip } from './recordings-list.js';

/**
 * @typedef {import('./admin-api.js').RoomDetails} RoomDetails
 * @typedef {import('./admin-member.js').MemberOrders} MemberOrders
 */

/** One room and everybody in it. Who stays keeps its place, its curves and the focus. */
export class RoomView {
  #root;
  #orders;
  /** @type {Map<string, MemberCard>} */
  #cards = new Map();
  /** @type {RoomDetails | null} */
  #room = null;

  /** @param {HTMLElement} root @param {Omit<MemberOrders, 'nameOf'>} orders */
  constructor(root, orders) {
    this.#root = root;
    this.#orders = { ...orders, nameOf: (/** @type {string} */ id) => this.#nameOf(id) };
  }

  /** Whether it is recorded, as far as is known. */
  get recording() {
    return this.#room !== null && this.#room.recording.state !== 'off';
  }

  /** @param {string} id */
  #nameOf(id) {
    return this.#room?.members.find((member) => member.id === id)?.name || id;
  }

  /** @param {RoomDetails} room */
  show(room) {
    this.#room = room;
    const { state } = room.recording;
    part(this.#root, 'room-title').textContent = room.name;
    part(this.#root, 'room-chips').replaceChildren(
      ...(state === 'off' ? [] : [chip(state === 'recording' ? 'Recording' : 'Recording paused', state)]),
    );
    const count = (/** @type {string} */ role) => room.members.filter((member) => member.role === role).length;
    const words = [
      counted(count('participant'), 'participant'),
      count('publisher') > 0 && counted(count('publisher'), 'publisher'),
      count('viewer') > 0 && counted(count('viewer'), 'viewer'),
      room.membersInAll > room.members.length && `and ${room.membersInAll - room.members.length} more, not shown`,
    ];
    part(this.#root, 'room-facts').textContent = words.filter(Boolean).join(' · ');
    const record = part(this.#root, 'record');
    setIcon(record, state === 'off' ? 'record' : 'stop');
    part(record, 'record-text').textContent = state === 'off' ? 'Record' : 'Stop recording';
    this.#showMembers(room);
  }

  /** @param {RoomDetails} room */
  #showMembers(room) {
    const list = part(this.#root, 'members');
    const present = new Set(room.members.map(({ id }) => id));
    for (const [id, card] of this.#cards) {
      if (!present.has(id)) {
        card.element.remove();
        this.#cards.delete(id);
      }
    }
    const now = Date.now();
    room.members.forEach((member, index) => {
      let card = this.#cards.get(member.id);
      if (!card) {
        card = new MemberCard(member, this.#orders);
        drawIcons(card.element);
        this.#cards.set(member.id, card);
      }
      if (list.children[index] !== card.element) {
        list.insertBefore(card.element, list.children[index] ?? null);
      }
      card.show(member, now);
    });
  }

  /** Another room is shown next, or none. */
  clear() {
    this.#room = null;
    this.#cards.forEach((card) => card.element.remove());
    this.#cards.clear();
  }
}
