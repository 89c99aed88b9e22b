// @ts-check

/**
 * Where tiles stand. Pure arithmetic: sizes in CSS pixels, positions from the top left of the stage.
 *
 * @typedef {{ x: number, y: number, width: number, height: number }} Rectangle
 * @typedef {object} Shape
 * @property {number} gap between tiles
 * @property {number} narrowest width over height that a tile may have
 * @property {number} widest
 * @property {number} smallest width of a tile that is still worth looking at
 */

/** @type {Shape} */
const LANDSCAPE = { gap: 12, narrowest: 4 / 3, widest: 16 / 9, smallest: 168 };
/** @type {Shape} */
const PORTRAIT = { gap: 8, narrowest: 4 / 5, widest: 16 / 9, smallest: 104 };

/** How much of the stage goes to the strip beside the tile in focus. */
const STRIP_SHARE = 0.2;
const STRIP_ASPECT = 16 / 9;

/**
 * @param {number} width of the stage
 * @param {number} height of the stage
 */
export function shapeFor(width, height) {
  return width < 560 || width < height ? PORTRAIT : LANDSCAPE;
}

/**
 * As large as possible, all of one size, the last row in the middle.
 *
 * @param {number} count
 * @param {number} width
 * @param {number} height
 * @param {Shape} shape
 * @returns {Rectangle[]}
 */
export function grid(count, width, height, shape = shapeFor(width, height)) {
  let best = { area: -1, columns: 1, tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - shape.gap * (columns - 1)) / columns;
    const cellHeight = (height - shape.gap * (rows - 1)) / rows;
    const aspect = Math.min(shape.widest, Math.max(shape.narrowest, cellWidth / cellHeight));
    const tileWidth = Math.floor(Math.max(0, Math.min(cellWidth, cellHeight * aspect)));
    const tileHeight = Math.floor(tileWidth / aspect);
    const area = tileWidth * tileHeight;
    if (area > best.area) {
      best = { area, columns, tileWidth, tileHeight };
    }
  }
  const { columns, tileWidth, tileHeight } = best;
  const rows = Math.ceil(count / columns);
  const top = (height - rows * tileHeight - (rows - 1) * shape.gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (width - inRow * tileWidth - (inRow - 1) * shape.gap) / 2;
    return {
      x: Math.round(left + (index % columns) * (tileWidth + shape.gap)),
      y: Math.round(top + row * (tileHeight + shape.gap)),
      width: tileWidth,
      height: tileHeight,
    };
  });
}

/**
 * The most tiles a grid can show without making them too small.
 *
 * @param {number} count how many there are
 * @param {number} width
 * @param {number} height
 * @param {Shape} shape
 */
export function gridCapacity(count, width, height, shape = shapeFor(width, height)) {
  let capacity = count;
  while (capacity > 1 && grid(capacity, width, height, shape)[0].width < shape.smallest) {
    capacity--;
  }
  return capacity;
}

/**
 * One tile gets the big place, the others a strip beside or below it. Those for whom the strip has no room get none.
 *
 * @param {number} others how many stand in the strip
 * @param {number} width
 * @param {number} height
 * @returns {{ focus: Rectangle, strip: Rectangle[] }}
 */
export function focus(others, width, height) {
  if (others === 0) {
    return { focus: { x: 0, y: 0, width, height }, strip: [] };
  }
  const { gap } = shapeFor(width, height);
  return width < height * 1.1 ? focusAbove(others, width, height, gap) : focusBeside(others, width, height, gap);
}

/**
 * @param {number} others
 * @param {number} width
 * @param {number} height
 * @param {number} gap
 */
function focusBeside(others, width, height, gap) {
  const tileWidth = Math.round(Math.min(260, Math.max(150, width * STRIP_SHARE)));
  const tileHeight = Math.round(tileWidth / STRIP_ASPECT);
  const room = Math.max(1, Math.floor((height + gap) / (tileHeight + gap)));
  const shown = Math.min(others, room);
  const top = Math.round((height - shown * tileHeight - (shown - 1) * gap) / 2);
  const strip = Array.from({ length: shown }, (_, index) => ({
    x: width - tileWidth,
    y: top + index * (tileHeight + gap),
    width: tileWidth,
    height: tileHeight,
  }));
  return { focus: { x: 0, y: 0, width: width - tileWidth - gap, height }, strip };
}

/**
 * @param {number} others
 * @param {number} width
 * @param {number} height
 * @param {number} gap
 */
function focusAbove(others, width, height, gap) {
  const tileHeight = Math.round(Math.min(150, Math.max(72, height * STRIP_SHARE)));
  const tileWidth = Math.round(tileHeight * 1.2);
  const room = Math.max(1, Math.floor((width + gap) / (tileWidth + gap)));
  const shown = Math.min(others, room);
  const left = Math.round((width - shown * tileWidth - (shown - 1) * gap) / 2);
  const strip = Array.from({ length: shown }, (_, index) => ({
    x: left + index * (tileWidth + gap),
    y: height - tileHeight,
    width: tileWidth,
    height: tileHeight,
  }));
  return { focus: { x: 0, y: 0, width, height: height - tileHeight - gap }, strip };
}
