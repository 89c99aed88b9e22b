// @ts-check
import { readToken } from './links.js';

/**
 * What is remembered between visits. Nothing else is stored, and nothing is needed: where the browser forbids storage
 * the defaults are used.
 *
 * @typedef {object} Preferences
 * @property {string} name
 * @property {string} cameraId
 * @property {string} microphoneId
 * @property {string} speakerId
 * @property {boolean} camera on when last seen
 * @property {boolean} microphone on when last seen
 * @property {boolean} audioFallback whether a call goes on with sound alone while the network is too slow for video
 * @property {boolean} shortcuts whether single keys are commands
 * @property {string} lines of the picture to publish
 * @property {string} frameRate to publish, in frames a second
 * @property {string} bitrate to publish at most, in bit/s; empty for the browser's choice
 * @property {string} codec to publish; empty for the browser's choice
 * @property {string} layers how many to publish
 * @property {boolean} music published in stereo and unfiltered
 * @property {number} volume of what is watched, from 0 to 1
 */

const KEY = 'sluice.preferences';
const TOKEN_KEY = 'sluice.token';
/** The operator's token opens recordings, but no room that wants its own. */
const RECORDINGS_TOKEN_KEY = 'sluice.recordings.token';
/** What the admin page works with is no business of the others. */
const ADMIN_TOKEN_KEY = 'sluice.admin.token';

/** @type {Preferences} */
const DEFAULTS = {
  name: '',
  cameraId: '',
  microphoneId: '',
  speakerId: '',
  camera: true,
  microphone: true,
  audioFallback: true,
  shortcuts: true,
  lines: '720',
  frameRate: '30',
  bitrate: '',
  codec: '',
  layers: '3',
  music: false,
  volume: 1,
};

/** @returns {Preferences} */
export function loadPreferences() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const usable = Object.entries(stored).filter(([key, value]) => typeof value === typeof Reflect.get(DEFAULTS, key));
    return { ...DEFAULTS, ...Object.fromEntries(usable) };
  } catch {
    return { ...DEFAULTS };
  }
}

/** @param {Partial<Preferences>} changes */
export function savePreferences(changes) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...loadPreferences(), ...changes }));
  } catch {
    // a browser that stores nothing still holds calls
  }
}

/** The access token of this tab, or empty. It is kept until the tab closes. */
export function loadToken() {
  return load(TOKEN_KEY);
}

/** @param {string} token */
export function saveToken(token) {
  save(TOKEN_KEY, token);
}

/** The token that recordings are asked for with: their own, or the room's. */
export function loadRecordingsToken() {
  return load(RECORDINGS_TOKEN_KEY) || loadToken();
}

/** @param {string} token */
export function saveRecordingsToken(token) {
  save(RECORDINGS_TOKEN_KEY, token);
}

/** The token of the admin page, or empty. */
export function loadAdminToken() {
  return load(ADMIN_TOKEN_KEY);
}

/** @param {string} token empty to forget it */
export function saveAdminToken(token) {
  save(ADMIN_TOKEN_KEY, token);
}

/** @param {string} key */
function load(key) {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** @param {string} key @param {string} token */
function save(key, token) {
  try {
    sessionStorage.setItem(key, token);
  } catch {
    // as above
  }
}

/** A token in the address goes where the tab keeps it, and leaves the address bar. */
export function takeToken(keep = saveToken) {
  const token = readToken(location.hash);
  if (token) {
    keep(token);
    history.replaceState(null, '', location.pathname + location.search);
  }
}
