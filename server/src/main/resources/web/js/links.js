// @ts-check
import { asRoomName, isRoomName } from './parameters.js';

/**
 * Addresses of what is published and watched, and what they say.
 *
 * @typedef {'' | 'stage'} ViewName empty for the publisher that is named, or whoever speaks
 *
 * @typedef {object} WatchParameters
 * @property {string} room a valid name, or empty
 * @property {string} participant whom to watch, or empty
 * @property {ViewName} view
 * @property {string} layer `auto`, a rid, or the most lines a picture may have
 * @property {boolean} controls
 * @property {boolean} muted
 *
 * @typedef {object} PublishParameters
 * @property {string} room
 * @property {string} participant
 * @property {string} name for people
 */

/** How many pictures a stage has. */
export const STAGE_SIZE = 4;

/** @param {string} search the query part of an address @returns {WatchParameters} */
export function readWatchParameters(search) {
  const query = new URLSearchParams(search);
  const layer = query.get('layer') ?? 'auto';
  return {
    room: roomOf(query),
    participant: participantOf(query),
    view: query.get('view') === 'stage' ? 'stage' : '',
    layer: /^[A-Za-z0-9_-]{1,16}$/.test(layer) ? layer : 'auto',
    controls: query.get('controls') !== '0',
    muted: isOn(query.get('muted')),
  };
}

/** @param {string} search @returns {PublishParameters} */
export function readPublishParameters(search) {
  const query = new URLSearchParams(search);
  return {
    room: roomOf(query),
    participant: participantOf(query),
    name: (query.get('name') ?? '').trim().slice(0, 60),
  };
}

/**
 * The token that stands behind `#`, where it reaches no server and no log.
 *
 * @param {string} hash
 */
export function readToken(hash) {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? '';
}

/**
 * The page that shows a room.
 *
 * @param {string} base the address of a page beside it
 * @param {Partial<WatchParameters> & { room: string }} parameters
 */
export function watchLink(base, { room, participant = '', view = '', layer = 'auto' }) {
  return link(new URL('watch.html', base), { room, participant, view, layer: layer === 'auto' ? '' : layer });
}

/** @param {string} base @param {{ room: string, participant?: string }} parameters */
export function publishLink(base, { room, participant = '' }) {
  return link(new URL('publish.html', base), { room, participant });
}

/**
 * Where a publisher posts its offer.
 *
 * @param {string} base
 * @param {{ room: string, participant?: string, name?: string }} parameters
 */
export function whipUrl(base, { room, participant = '', name = '' }) {
  return link(endpoint(base, 'whip', room, participant), { name });
}

/**
 * Where a player posts its offer.
 *
 * @param {string} base
 * @param {{ room: string, participant?: string, view?: ViewName }} parameters
 */
export function whepUrl(base, { room, participant = '', view = '' }) {
  const stage = view === 'stage' ? String(STAGE_SIZE) : '';
  return link(endpoint(base, 'whep', room, view ? '' : participant), { view, n: stage });
}

/** The choice that a `layer` stands for. @param {string} layer */
export function layerChoice(layer) {
  if (layer === 'auto') {
    return null;
  }
  return /^\d{3,4}$/.test(layer) ? { maxHeight: Number(layer) } : { rid: layer };
}

/** @param {string} base @param {string} kind @param {string} room @param {string} participant */
function endpoint(base, kind, room, participant) {
  const path = [kind, room, ...(participant ? [participant] : [])].map(encodeURIComponent).join('/');
  return new URL(`../${path}`, base);
}

/** @param {URL} url @param {Record<string, string>} query what is empty is left out */
function link(url, query) {
  for (const [name, value] of Object.entries(query)) {
    if (value) {
      url.searchParams.set(name, value);
    }
  }
  return url.href;
}

/** @param {URLSearchParams} query */
function roomOf(query) {
  const room = query.get('room') ?? '';
  return isRoomName(room) ? room : asRoomName(room);
}

/** @param {URLSearchParams} query */
function participantOf(query) {
  const participant = query.get('participant') ?? '';
  return isRoomName(participant) ? participant : '';
}

/** @param {string | null} value present means on */
function isOn(value) {
  return value !== null && value !== '0' && value !== 'false';
}
