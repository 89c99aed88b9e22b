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

/** The strip beside the tile in focus: its width as a share of the stage, and what a tile in it measures. */
const STRIP = { share: 0.2, widest: 260, narrowest: 136, aspect: 16 / 9 };

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
 * One tile gets the big place, the others a strip beside it or, on an upright stage, a grid below it. There may be fewer
 * places than others.
 *
 * @param {number} others
 * @param {number} width
 * @param {number} height
 * @returns {{ focus: Rectangle, strip: Rectangle[] }}
 */
export function focus(others, width, height) {
  if (others === 0) {
    return { focus: { x: 0, y: 0, width, height }, strip: [] };
  }
  const shape = shapeFor(width, height);
  return width < height * 1.1 ? focusAbove(others, width, height, shape) : focusBeside(others, width, height, shape);
}

/**
 * @param {number} others
 * @param {number} width
 * @param {number} height
 * @param {Shape} shape
 */
function focusBeside(others, width, height, { gap }) {
  const wished = Math.min(STRIP.widest, width * STRIP.share);
  const allFit = ((height - gap * (others - 1)) / others) * STRIP.aspect;
  const tileWidth = Math.floor(Math.max(STRIP.narrowest, Math.min(wished, allFit)));
  const tileHeight = Math.floor(tileWidth / STRIP.aspect);
  const shown = Math.min(others, Math.max(1, Math.floor((height + gap) / (tileHeight + gap))));
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
 * @param {Shape} shape
 */
function focusAbove(others, width, height, shape) {
  const mainHeight = Math.round(Math.min(height * 0.62, width * 0.8));
  const top = mainHeight + shape.gap;
  const rest = height - top;
  const below = grid(gridCapacity(others, width, rest, shape), width, rest, shape);
  return {
    focus: { x: 0, y: 0, width, height: mainHeight },
    strip: below.map((place) => ({ ...place, y: place.y + top })),
  };
}
