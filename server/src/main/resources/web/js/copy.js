// @ts-check

/**
 * Puts a text where people paste from.
 *
 * @param {string} text
 * @param {string} words that it is there
 * @param {import('./notices.js').Notices} notices
 */
export async function copy(text, words, notices) {
  try {
    await navigator.clipboard.writeText(text);
    notices.tell(words);
  } catch {
    // without https there is no clipboard: show it, to be copied by hand
    prompt('Copy this:', text);
  }
}
