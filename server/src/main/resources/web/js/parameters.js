// @ts-check

/**
 * What the page's address asks for.
 *
 * @typedef {object} Parameters
 * @property {string} room a valid name, or empty
 * @property {string} name of the person, or empty
 * @property {boolean} autojoin joins without waiting for the button
 * @property {boolean} audio false begins without a microphone
 * @property {boolean} video false begins without a camera
 */

const ROOM_NAME = /^[A-Za-z0-9_-]{1,64}$/;

const MOODS =
  'amber brave bright calm clear coral early gentle golden green happy keen lively lucky mellow misty quick quiet silver sunny swift warm'.split(
    ' ',
  );
const WATERS =
  'bay beck brook canal cove creek delta fjord ford harbour lagoon lake lock marsh mill pond pool rapids reef river spring tide'.split(
    ' ',
  );
const ANIMALS =
  'beaver crane dipper duck eel egret frog goose grebe heron kingfisher mink newt osprey otter perch pike salmon swan teal trout vole'.split(
    ' ',
  );

/**
 * @param {string} search the query part of an address
 * @returns {Parameters}
 */
export function readParameters(search) {
  const query = new URLSearchParams(search);
  const room = query.get('room') ?? '';
  return {
    room: isRoomName(room) ? room : asRoomName(room),
    name: (query.get('name') ?? '').trim().slice(0, 60),
    autojoin: query.get('autojoin') === '1',
    audio: query.get('audio') !== '0',
    video: query.get('video') !== '0',
  };
}

/** @param {string} text */
export function isRoomName(text) {
  return ROOM_NAME.test(text);
}

/**
 * The nearest valid room name to what a person typed: `Team Café!` becomes `Team-Cafe`. Empty when nothing is left.
 *
 * @param {string} text
 */
export function asRoomName(text) {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .trim()
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
}

/** A room name that is easy to say over the telephone and hard to guess by accident. */
export function friendlyRoomName() {
  return [MOODS, WATERS, ANIMALS].map(pick).join('-') + '-' + (10 + (random() % 90));
}

/**
 * The address others can follow into a room.
 *
 * @param {string} room
 */
export function roomLink(room) {
  const link = new URL(location.pathname, location.origin);
  link.searchParams.set('room', room);
  return link.href;
}

/** @param {string[]} words */
function pick(words) {
  return words[random() % words.length];
}

function random() {
  return crypto.getRandomValues(new Uint32Array(1))[0];
}
