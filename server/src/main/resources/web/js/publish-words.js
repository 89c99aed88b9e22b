// @ts-check

/** Why a publisher could not begin, or was ended. */
const REFUSALS = /** @type {Record<string, string>} */ ({
  unauthorized: 'This room asks for an access token, or does not know the one you gave.',
  forbidden: 'Your access token is good, but not for publishing in this room.',
  conflict: 'Somebody publishes under this stream name already. Choose another name under “Quality and codec”.',
  too_many_requests: 'The server asks you to wait a moment before you try again.',
  unavailable: 'The server takes no new publishers at the moment. Try again in a minute.',
  connection_lost: 'The server cannot be reached. Your network may be down, or the server is.',
  timeout: 'The server does not answer. Try again in a moment.',
  no_media: 'Picture and sound found no way to the server. A firewall may be in the way.',
  negotiation_failed: 'Your browser and the server found no way to exchange picture and sound. Try another codec.',
  ended: 'The server ended your stream: somebody publishes in your place now, or an operator stopped it.',
});

/**
 * @param {string} code
 * @param {string} message what the server or the browser said
 */
export function wordsForRefusal(code, message) {
  if (Object.hasOwn(REFUSALS, code)) {
    return REFUSALS[code];
  }
  return message ? `The stream could not be published: ${message}.` : 'The stream could not be published.';
}

/**
 * What stands above a stream that was started.
 *
 * @param {import('../client/wish.js').WishState} state
 * @returns {{ title: string, text: string }}
 */
export function wordsForStream(state) {
  if (state === 'connected') {
    return { title: 'You are live', text: 'Picture and sound go out to everybody who watches.' };
  }
  return { title: 'Reconnecting…', text: 'Your stream goes on as soon as the connection is back.' };
}
