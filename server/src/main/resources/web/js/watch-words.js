// @ts-check
import { wordsForStreamLost } from './connection-words.js';

/**
 * What stands over the picture.
 *
 * @typedef {object} Message
 * @property {string} title
 * @property {string} text
 * @property {string} icon of the spinner's place; empty for the spinner
 * @property {boolean} retry whether trying again by hand makes sense
 * @property {boolean} askToken whether a token is what is missing
 *
 * @typedef {import('../client/wish.js').StateDetail} StateDetail
 */

const ENDS = /** @type {Record<string, Partial<Message>>} */ ({
  unauthorized: {
    icon: 'lock',
    title: 'This stream asks for a token',
    text: 'Enter the access token you were given.',
    askToken: true,
  },
  forbidden: {
    icon: 'lock',
    title: 'You may not watch this',
    text: 'Your access token is good, but not for this room.',
    askToken: true,
  },
  not_found: { icon: 'alert', title: 'There is no such stream', text: 'The link may be wrong, or out of date.' },
  no_room: {
    icon: 'alert',
    title: 'No room to watch',
    text: 'The address of this page names no room: it ends in ?room=NAME.',
  },
  no_webrtc: {
    icon: 'alert',
    title: 'This browser cannot play this',
    text: 'WebRTC is missing or switched off. An up-to-date Chrome, Edge, Firefox or Safari works.',
  },
  negotiation_failed: {
    icon: 'alert',
    title: 'Your browser and the server do not match',
    text: 'They found no way to exchange picture and sound.',
    retry: true,
  },
});

/** @param {Partial<Message>} message @returns {Message} */
const complete = (message) => ({ title: '', text: '', icon: '', retry: false, askToken: false, ...message });

/** While there is nothing to see yet. */
const CONNECTING = complete({ title: 'Connecting…' });

/** Media flows, but no picture. */
export const NO_PICTURE = complete({ title: 'Waiting for the picture…' });

/** The session goes on without anybody who publishes. */
export const AWAY = complete({
  title: 'The stream is interrupted',
  text: 'Whoever publishes it is away. It goes on as soon as they are back.',
});

/**
 * @param {StateDetail} detail
 * @param {boolean} online what the browser knows of its network
 * @returns {Message | null} null when the picture says it all
 */
export function wordsForState({ state, code, message }, online = true) {
  switch (state) {
    case 'connected':
      return null;
    case 'waiting':
      return waiting(code ?? '', message ?? '');
    case 'reconnecting':
      return complete({ title: 'The stream is interrupted', text: wordsForStreamLost(code ?? '', online) });
    case 'closed':
      return closed(code ?? '', message ?? '');
    default:
      return CONNECTING;
  }
}

/** @param {string} code @param {string} message */
function waiting(code, message) {
  if (code === 'conflict') {
    return complete({ title: 'Waiting for the stream…', text: 'Nobody publishes here yet. It begins by itself.' });
  }
  return message.includes('limit')
    ? complete({ title: 'All places are taken', text: 'You are let in as soon as somebody leaves.' })
    : complete({ title: 'The server is busy', text: wordsForStreamLost(code) });
}

/** @param {string} code @param {string} message */
function closed(code, message) {
  if (Object.hasOwn(ENDS, code)) {
    return complete(ENDS[code]);
  }
  return complete({
    icon: 'alert',
    title: 'This cannot be played',
    text: message ? `The server says: ${message}.` : '',
    retry: true,
  });
}
