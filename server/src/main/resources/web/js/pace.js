// @ts-check

/** However long a server is away, it is asked again after this long at most, in ms. */
const LONGEST = 30_000;

/**
 * When to ask again: twice as late with each failure in a row, and at random a quarter sooner or later then, so that the
 * pages of a server that comes back do not ask all at once.
 *
 * @param {number} interval in ms, while all is well
 * @param {number} failures in a row
 */
export function paced(interval, failures, random = Math.random) {
  if (failures === 0) {
    return interval;
  }
  return Math.min(Math.max(LONGEST, interval), interval * 2 ** failures) * (0.75 + random() / 2);
}
