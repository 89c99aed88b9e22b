// @ts-check

/**
 * What stands in a page's place, when something does.
 *
 * @typedef {object} Refusal
 * @property {string} title
 * @property {string} text
 * @property {boolean} askToken whether another token may help
 */

/**
 * @param {string} title
 * @param {string} text
 * @returns {Refusal}
 */
export const refusal = (title, text, askToken = false) => ({ title, text, askToken });

/**
 * Of an answer that means the same on every page.
 *
 * @param {number} status of the answer; 0 when there was none
 * @param {string} message the server's
 */
export function wordsForAnyRefusal(status, message) {
  switch (status) {
    case 0:
      return refusal('The server cannot be reached', 'Your network may be down, or the server is.');
    case 429:
    case 503:
      return refusal('The server is busy', 'Try again in a moment.');
    default:
      return refusal('That did not work', message ? `The server says: ${message}.` : '');
  }
}
