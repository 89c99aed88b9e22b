// @ts-check
import { Figures } from './admin-figures.js';
import {
  counted,
  wordsForMember,
  wordsForQuality,
  wordsForSlot,
  wordsForSource,
  wordsForTrack,
  wordsForTrouble,
} from './admin-words.js';
import { initials, tint } from './avatar.js';
import { element, fromTemplate, part } from './dom.js';
import { bitrate, milliseconds, percent } from './format.js';
import { setIcon } from './icons.js';
import { chip } from './recordings-list.js';

/**
 * @typedef {import('./admin-api.js').Member} Member
 * @typedef {import('./admin-api.js').PublishedTrack} PublishedTrack
 *
 * @typedef {object} MemberOrders
 * @property {(member: Member) => void} kick
 * @property {(member: Member, muted: boolean, track?: string) => void} mute
 * @property {(member: Member) => void} dump
 * @property {(id: string) => string} nameOf
 */

/** What is plotted; `least` is how far a plot reaches at least. */
const FIGURES = [
  { name: 'Loss', least: 0.05 },
  { name: 'Round trip', least: 100 },
  { name: 'Jitter', least: 20 },
  { name: 'Sends', least: 200_000 },
  { name: 'Receives', least: 200_000 },
];

/** Somebody in a room, with what may be ordered. What comes from peers is set as text, never as markup. */
export class MemberCard {
  element = fromTemplate('member');
  #orders;
  #figures;
  /** @type {Member} */
  #member;
  /** @type {Map<string, HTMLElement>} */
  #tracks = new Map();

  /** @param {Member} member @param {MemberOrders} orders */
  constructor(member, orders) {
    this.#member = member;
    this.#orders = orders;
    this.element.dataset.id = member.id;
    this.#figures = new Figures(part(this.element, 'member-figures'), FIGURES);
    part(this.element, 'member-kick').addEventListener('click', () => orders.kick(this.#member));
    part(this.element, 'member-dump').addEventListener('click', () => orders.dump(this.#member));
    part(this.element, 'member-mute').addEventListener('click', () =>
      orders.mute(this.#member, !allMuted(this.#member)),
    );
  }

  /** @param {Member} member @param {number} now ms */
  show(member, now) {
    this.#member = member;
    const name = member.name || member.id;
    const avatar = part(this.element, 'member-avatar');
    avatar.textContent = initials(name);
    tint(avatar, name);
    part(this.element, 'member-name').textContent = name;
    part(this.element, 'member-name').title = name;
    part(this.element, 'member-facts').textContent = wordsForMember(member, now);
    this.#showChips();
    this.#showFigures();
    this.#showTracks();
    this.#showSlots();
    this.#nameButtons(name);
  }

  #showChips() {
    const trouble = wordsForTrouble(this.#member);
    const muted = allMuted(this.#member);
    part(this.element, 'member-chips').replaceChildren(
      ...(trouble
        ? [chip(trouble, 'unwell')]
        : [chip(wordsForQuality(this.#member.quality), `quality-${this.#member.quality}`)]),
      ...(muted ? [chip('Muted by the operator', 'muted')] : []),
    );
  }

  #showFigures() {
    const { receiveLoss, sendLoss, roundTripMillis, jitterMillis, receiveBps, sendBps } = this.#member;
    const loss = Math.max(receiveLoss, sendLoss);
    this.#figures.show('Loss', loss, percent(loss));
    this.#figures.show('Round trip', roundTripMillis ?? 0, milliseconds(roundTripMillis));
    this.#figures.show('Jitter', jitterMillis, milliseconds(jitterMillis));
    this.#figures.show('Sends', receiveBps, bitrate(receiveBps));
    this.#figures.show('Receives', sendBps, bitrate(sendBps));
  }

  #showTracks() {
    const list = part(this.element, 'member-tracks');
    const present = new Set(this.#member.tracks.map(({ id }) => id));
    for (const [id, row] of this.#tracks) {
      if (!present.has(id)) {
        row.remove();
        this.#tracks.delete(id);
      }
    }
    for (const track of this.#member.tracks) {
      let row = this.#tracks.get(track.id);
      if (!row) {
        row = this.#newTrack(track.id);
        list.append(row);
      }
      this.#fillTrack(row, track);
    }
  }

  /** @param {string} id */
  #newTrack(id) {
    const row = fromTemplate('member-track');
    row.dataset.id = id;
    part(row, 'track-mute').addEventListener('click', () => {
      const track = this.#member.tracks.find((each) => each.id === id);
      if (track) {
        this.#orders.mute(this.#member, !track.mutedByOperator, id);
      }
    });
    this.#tracks.set(id, row);
    return row;
  }

  /** @param {HTMLElement} row @param {PublishedTrack} track */
  #fillTrack(row, track) {
    const muted = track.mutedByOperator ? ', muted by the operator' : track.muted ? ', muted' : '';
    part(row, 'track-what').textContent = wordsForSource(track) + muted;
    part(row, 'track-facts').textContent = wordsForTrack(track);
    const button = part(row, 'track-mute');
    button.textContent = track.mutedByOperator ? 'Unmute' : 'Mute';
    button.setAttribute(
      'aria-label',
      `${button.textContent} the ${wordsForSource(track).toLowerCase()} of ${this.#member.name || this.#member.id}`,
    );
  }

  #showSlots() {
    const { slots } = this.#member;
    const filled = slots.filter(({ track }) => track !== undefined);
    part(this.element, 'member-slots-summary').textContent =
      slots.length === 0 ? 'Receives nothing' : `Receives ${counted(filled.length, 'track')}`;
    part(this.element, 'member-slots').replaceChildren(
      ...filled.map((slot) => element('li', '', wordsForSlot(slot, this.#orders.nameOf))),
    );
  }

  /** @param {string} name */
  #nameButtons(name) {
    const muted = allMuted(this.#member);
    const mute = part(this.element, 'member-mute');
    setIcon(mute, muted ? 'mic' : 'mic-off');
    mute.hidden = this.#member.role === 'viewer';
    part(mute, 'member-mute-text').textContent = muted ? 'Unmute' : 'Mute';
    mute.setAttribute('aria-label', `${muted ? 'Unmute' : 'Mute'} ${name}`);
    part(this.element, 'member-kick').setAttribute('aria-label', `Kick ${name}`);
    part(this.element, 'member-dump').setAttribute('aria-label', `Download what is known of ${name}`);
  }
}

/** @param {Member} member */
function allMuted({ tracks }) {
  return tracks.length > 0 && tracks.every(({ mutedByOperator }) => mutedByOperator);
}
