// @ts-check

/** Hues that carry white initials well. */
const HUES = [174, 196, 214, 232, 256, 286, 316, 340, 8, 24];

/**
 * One or two letters for a name: `Ada Lovelace` gives `AL`.
 *
 * @param {string} name
 */
export function initials(name) {
  const words = name
    .trim()
    .split(/[\s_.-]+/u)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toLocaleUpperCase()).join('') || '?';
}

/**
 * Gives an element the colour of a person: the same for the same name, everywhere.
 *
 * @param {HTMLElement} element
 * @param {string} name
 */
export function tint(element, name) {
  let hash = 7;
  for (const letter of name) {
    hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  }
  element.style.setProperty('--hue', String(HUES[hash % HUES.length]));
}
