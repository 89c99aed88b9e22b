// @ts-check

/**
 * When the files of a recording are played, so that what happened together is seen together. All times are in seconds
 * from the earliest file's beginning.
 *
 * @template F
 * @typedef {{ file: F, start: number, end: number }} Piece
 */

/**
 * @template {{ offsetMillis: number, durationMillis: number }} F
 * @param {F[]} files
 * @returns {{ pieces: Piece<F>[], length: number }} in the order in which they begin
 */
export function timelineOf(files) {
  const first = Math.min(...files.map(({ offsetMillis }) => offsetMillis));
  const pieces = files
    .map((file) => {
      const start = (file.offsetMillis - first) / 1000;
      return { file, start, end: start + file.durationMillis / 1000 };
    })
    .sort((a, b) => a.start - b.start);
  return { pieces, length: Math.max(0, ...pieces.map(({ end }) => end)) };
}

/**
 * Whose pieces are played at a moment, and those that begin soon.
 *
 * @template F
 * @param {Piece<F>[]} pieces
 * @param {number} position
 * @param {{ most: number, lead?: number }} bounds so many at once, and how soon is soon
 */
export function piecesAt(pieces, position, { most, lead = 0 }) {
  return pieces.filter(({ start, end }) => start - lead <= position && position < end).slice(0, most);
}

/**
 * The next moment at or after which something is played: silence that nobody recorded is passed over.
 *
 * @template F
 * @param {Piece<F>[]} pieces
 * @param {number} position
 */
export function nextSound(pieces, position) {
  if (piecesAt(pieces, position, { most: 1 }).length > 0) {
    return position;
  }
  const later = pieces.map(({ start }) => start).filter((start) => start >= position);
  return later.length > 0 ? Math.min(...later) : position;
}
