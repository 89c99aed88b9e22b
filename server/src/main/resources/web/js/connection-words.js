// @ts-check

/**
 * What a page says while the server cannot be had, or the network is too slow.
 *
 * @typedef {Pick<import('../client/sluice.js').Attempt, 'reason' | 'code' | 'attempt'>} Attempt
 */

/** By the codes of refusals and ends. */
const REASONS = /** @type {Record<string, string>} */ ({
  server_shutdown: 'The server is being restarted.',
  unavailable: 'The server is being restarted, or has no place for now.',
  too_many_requests: 'The server asks for a moment of patience.',
  internal_error: 'The server has a problem.',
});

/**
 * @param {Attempt} attempt
 * @param {boolean} online what the browser knows of its network
 */
function reasonFor({ reason, code, attempt }, online) {
  if (!online) {
    return 'You are offline.';
  }
  if (Object.hasOwn(REASONS, code)) {
    return REASONS[code];
  }
  if (reason === 'media') {
    return 'Picture and sound stopped. Looking for another way.';
  }
  return attempt > 1 ? 'No connection to the server.' : 'The connection was lost.';
}

/** During a call. @param {Attempt} attempt @param {boolean} online */
export function wordsForReconnecting(attempt, online = true) {
  const first = reasonFor(attempt, online);
  return attempt.reason === 'media' && online ? first : `${first} Your call continues as soon as it can.`;
}

/** Before a call. @param {Attempt} attempt @param {boolean} online */
export function wordsForWaiting(attempt, online = true) {
  return `${reasonFor({ ...attempt, attempt: 2 }, online)} You join as soon as it can be.`;
}

export const STALE = 'The server does not answer: what you see is not up to date.';

/** @param {number} seconds until the next attempt */
export function wordsForNextTry(seconds) {
  return seconds > 0 ? `Next try in ${seconds} s` : 'Trying now…';
}

export const DRAINING = 'The server is going to be restarted. Your call continues by itself.';

/** @param {{ send: boolean, receive: boolean }} paused @returns {string} empty when nothing is */
export function wordsForPausedVideo({ send, receive }) {
  if (send && receive) {
    return 'Your network is too slow for video: audio only';
  }
  if (send) {
    return 'Your network is too slow to send video: others hear you, and do not see you';
  }
  return receive ? 'Your network is too slow to receive video: audio only' : '';
}

/** A publisher's or a viewer's. @param {string} code @param {boolean} online */
export function wordsForStreamLost(code, online = true) {
  return reasonFor({ reason: 'signaling', code: code === 'ended' ? 'server_shutdown' : code, attempt: 2 }, online);
}
