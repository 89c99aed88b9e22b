// @ts-check
import { bitrate, bytes, percent } from './format.js';
import { refusal, wordsForAnyRefusal } from './refusal-words.js';

/**
 * @typedef {import('./admin-api.js').Member} Member
 * @typedef {import('./admin-api.js').PublishedTrack} PublishedTrack
 * @typedef {import('./admin-api.js').Slot} Slot
 * @typedef {import('./admin-api.js').ServerStatus} ServerStatus
 */

/** Longer ones are made by programs. */
const LONGEST_LABEL = 40;

const QUALITIES = ['No connection', 'Poor', 'Fair', 'Good'];

const ROLES = /** @type {Record<string, string>} */ ({
  participant: 'Participant',
  publisher: 'Publisher',
  viewer: 'Viewer',
});

const SOURCES = /** @type {Record<string, string>} */ ({
  microphone: 'Microphone',
  camera: 'Camera',
  screen: 'Screen',
  screen_audio: 'Screen sound',
  other: 'Other',
});

const REASONS = /** @type {Record<string, string>} */ ({
  no_track: 'empty',
  not_shown: 'not shown by the viewer',
  not_connected: 'the viewer is not connected',
  muted: 'muted',
  only_one: 'sound',
  nothing_arrives: 'nothing arrives from the publisher',
  awaits_keyframe: 'waits for a keyframe',
  chosen: 'chosen by the viewer',
  fits_size: 'fits the size it is shown in',
  best: 'the best that arrives',
});

/** @param {Record<string, string>} words @param {string} name */
const wordFor = (words, name) => (Object.hasOwn(words, name) ? words[name] : name);

/** @param {number} grade */
export const wordsForQuality = (grade) => QUALITIES[grade] ?? 'Unknown';

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** @param {{ participants: number, viewers: number, tracks: number }} room */
export function wordsForPeople({ participants, viewers, tracks }) {
  const people = [counted(participants, 'participant'), viewers > 0 ? counted(viewers, 'viewer') : ''];
  return [...people, counted(tracks, 'track')].filter(Boolean).join(' · ');
}

/** One line about who it is. @param {Member} member @param {number} now ms */
export function wordsForMember(member, now) {
  const { path } = member;
  const words = [
    member.id,
    `${wordFor(ROLES, member.role)} by ${member.protocol === 'ws' ? 'WebSocket' : member.protocol.toUpperCase()}`,
    `here for ${timeSpan((now - Date.parse(member.joined)) / 1000)}`,
    path ? `${path.protocol.toUpperCase()}, ${path.family === 'ipv4' ? 'IPv4' : 'IPv6'}, ${path.remote}` : '',
  ];
  return words.filter(Boolean).join(' · ');
}

/** What is wrong with a member's connections, or nothing. @param {Member} member */
export function wordsForTrouble({ role, signalingConnected, mediaConnected }) {
  if (!mediaConnected) {
    return 'No media';
  }
  return role === 'participant' && !signalingConnected ? 'Signaling lost' : '';
}

/** @param {PublishedTrack} track */
export const wordsForSource = (track) => wordFor(SOURCES, track.source);

/** @param {PublishedTrack} track */
export function wordsForTrack(track) {
  const { encodings } = track;
  const layers = encodings.map(({ rid, width, height, bitrateBps, active }) =>
    [rid, width && `${width}×${height}`, active ? bitrate(bitrateBps) : 'idle'].filter(Boolean).join(' '),
  );
  const loss = Math.max(0, ...encodings.map(({ recentLoss }) => recentLoss));
  return [
    track.codec.toUpperCase(),
    track.kind === 'video' || encodings.length > 1 ? layers.join(', ') : bitrate(encodings[0]?.bitrateBps ?? 0),
    `${percent(loss)} lost`,
    track.label.length <= LONGEST_LABEL ? track.label : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** One line about a receive slot. @param {Slot} slot @param {(id: string) => string} nameOf */
export function wordsForSlot(slot, nameOf) {
  const { layer, layers } = slot;
  const current = layers.find(({ index }) => index === layer.current);
  const size = current?.width ? `${current.width}×${current.height}` : (current?.rid ?? '');
  return [
    `${slot.kind === 'audio' ? 'Sound' : 'Picture'} ${slot.mid}`,
    slot.publisher === undefined ? '' : `of ${nameOf(slot.publisher)}`,
    size,
    wordFor(REASONS, layer.reason),
    slot.pinned ? 'pinned' : '',
    slot.packets > 0 ? `${percent(slot.recentLoss)} lost` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** @param {ServerStatus} status */
export function wordsForServer({ version, java, uptimeSeconds, disk }) {
  const words = [
    `Version ${version}`,
    `Java ${java.split('+')[0]}`,
    `up for ${timeSpan(uptimeSeconds)}`,
    disk?.freeBytes === undefined ? '' : `${bytes(disk.freeBytes)} free for recordings`,
  ];
  return words.filter(Boolean).join(' · ');
}

/** What is not well. @param {{ name: string, reason?: string }} check */
export function wordsForCheck({ name, reason = 'not well' }) {
  // what drains says so itself
  return name === 'drain' ? reason.charAt(0).toUpperCase() + reason.slice(1) : `${name}: ${reason}`;
}

/** A length of time, by its largest units. @param {number} seconds */
export function timeSpan(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const units = /** @type {[number, string][]} */ ([
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]);
  const first = units.findIndex(([size]) => whole >= size);
  if (first < 0) {
    return '0 s';
  }
  const [size, name] = units[first];
  const next = units[first + 1];
  const rest = next ? Math.floor((whole % size) / next[0]) : 0;
  const head = `${Math.floor(whole / size)} ${name}`;
  return rest > 0 && first < 2 ? `${head} ${rest} ${next[1]}` : head;
}

/**
 * What stands in the page's place, when something does.
 *
 * @param {number} status of the answer; 0 when there was none
 * @param {string} message the server's
 * @param {boolean} hadToken
 */
export function wordsForRefusal(status, message, hadToken) {
  switch (status) {
    case 401:
      return hadToken
        ? refusal('This token is not known here', 'It may be mistyped or over. Enter the operator’s token.', true)
        : refusal('Who are you?', 'Enter the operator’s token, or one that may administer rooms.', true);
    case 403:
      return refusal('This token may not do that', 'Enter the operator’s token, or one that may administer rooms.', true);
    case 404:
      return refusal(
        'There is no such thing here',
        'The room is gone, or this server has no admin API: without any token configured there is no operator.',
      );
    default:
      return wordsForAnyRefusal(status, message);
  }
}

/** Why an order was not carried out. @param {number} status @param {string} message the server's */
export function wordsForFailure(status, message) {
  switch (status) {
    case 0:
      return 'The server cannot be reached';
    case 401:
    case 403:
      return 'This token may not do that';
    case 404:
      return message && message !== 'not found' ? `Not done: ${message}` : 'It is not there any more';
    default:
      return message ? `Not done: ${message}` : 'It was not done';
  }
}
