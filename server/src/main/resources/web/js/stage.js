// @ts-check
import { element } from './dom.js';
import { focus, grid, gridCapacity } from './layout.js';
import { Tile } from './tile.js';

/** @typedef {import('./layout.js').Rectangle} Rectangle */

/** Sizes settle for this many ms before the server is told. */
const SETTLE = 200;

/**
 * The tiles and where they stand. Callers say who is there; the stage finds the places, again whenever somebody comes,
 * goes, shares a screen, is pinned, or the window changes.
 */
export class Stage {
  /** @type {Map<string, Tile>} in the order they stand */
  #tiles = new Map();
  /** @type {Set<Tile>} */
  #visible = new Set();
  /** What the person chose to see large; `grid` for nothing, null for no choice. @type {Tile | 'grid' | null} */
  #choice = null;
  /** @type {Tile | null} */
  #focused = null;
  #more = element('button', 'tile tile--more');
  #element;
  #onSizes;
  #onFocus;
  #observer = new ResizeObserver(() => this.#place());
  #settling = 0;
  #due = false;

  /**
   * @param {HTMLElement} stage
   * @param {object} listener
   * @param {(sizes: Map<Tile, { width: number, height: number }>) => void} listener.onSizes shown sizes in device
   *     pixels, 0 by 0 for tiles out of view; some time after they changed
   * @param {(tile: Tile | null) => void} listener.onFocus another tile has the big place
   * @param {() => void} listener.onMore the person asks who else is there
   */
  constructor(stage, { onSizes, onFocus, onMore }) {
    this.#element = stage;
    this.#onSizes = onSizes;
    this.#onFocus = onFocus;
    this.#more.dataset.testid = 'tile-more';
    this.#more.type = 'button';
    this.#more.addEventListener('click', onMore);
    this.#observer.observe(stage);
  }

  /** @returns {Iterable<Tile>} */
  get tiles() {
    return this.#tiles.values();
  }

  /** @param {string} key */
  tile(key) {
    return this.#tiles.get(key);
  }

  /**
   * Shows exactly these, adding and removing tiles as needed.
   *
   * @param {Map<string, import('./tile.js').Face>} faces by tile key, in the order newcomers are to stand
   */
  show(faces) {
    for (const [key, tile] of this.#tiles) {
      if (!faces.has(key)) {
        this.#remove(key, tile);
      }
    }
    for (const [key, face] of faces) {
      const known = this.#tiles.get(key);
      (known ?? this.#add(key)).show(face);
      if (!known && isRemoteScreen(face)) {
        // a new screen is what everybody is to look at
        this.#choice = null;
      }
    }
    this.#place();
  }

  /** @param {Tile} tile somebody who talks ought to be seen */
  bringIntoView(tile) {
    if (this.#visible.has(tile) || tile === this.#focused) {
      return;
    }
    const leastHeard = [...this.#visible]
      .filter((other) => !other.face?.local && other !== this.#focused)
      .sort((a, b) => a.lastSpoke - b.lastSpoke)[0];
    if (leastHeard) {
      const swap = (/** @type {Tile} */ other) => (other === tile ? leastHeard : other === leastHeard ? tile : other);
      this.#tiles = new Map([...this.#tiles.values()].map(swap).map((other) => [other.key, other]));
      this.#place();
    }
  }

  /** Places everything anew, for instance when the page is shown or hidden. */
  refresh() {
    this.#place();
  }

  close() {
    this.#observer.disconnect();
    clearTimeout(this.#settling);
    this.#element.replaceChildren();
  }

  /** @param {string} key */
  #add(key) {
    const tile = new Tile(key, (chosen) => {
      this.#choice = this.#focused === chosen ? 'grid' : chosen;
      this.#place();
    });
    this.#tiles.set(key, tile);
    tile.element.dataset.key = key;
    this.#element.append(tile.element);
    return tile;
  }

  /** @param {string} key @param {Tile} tile */
  #remove(key, tile) {
    this.#tiles.delete(key);
    this.#choice = this.#choice === tile ? null : this.#choice;
    tile.remove();
  }

  #place() {
    if (!this.#due) {
      this.#due = true;
      queueMicrotask(() => {
        this.#due = false;
        this.#placeNow();
      });
    }
  }

  #placeNow() {
    const { clientWidth: width, clientHeight: height } = this.#element;
    if (width === 0 || height === 0) {
      return;
    }
    const all = [...this.#tiles.values()];
    const screens = all.filter(({ face }) => face && isRemoteScreen(face));
    const focused = this.#choice === 'grid' ? null : (this.#choice ?? screens[screens.length - 1] ?? null);
    const others = all.filter((tile) => tile !== focused);
    const { main, places } = this.#places(focused !== null, others.length, width, height);
    const shown = places.length < others.length ? others.slice(0, Math.max(0, places.length - 1)) : others;

    /** @type {Map<Tile, Rectangle>} */
    const positions = new Map(shown.map((tile, index) => [tile, places[index]]));
    if (focused && main) {
      positions.set(focused, main);
    }
    this.#visible = new Set(positions.keys());
    for (const tile of all) {
      move(tile.element, positions.get(tile));
      tile.element.classList.toggle('tile--focus', tile === focused);
      tile.setPinned(tile === focused);
    }
    this.#placeMore(others.slice(shown.length), places[shown.length]);
    this.#element.dataset.layout = focused ? 'focus' : 'grid';
    this.#tellFocus(focused);
    this.#tellSizes(positions);
  }

  /** @param {boolean} hasFocus @param {number} others @param {number} width @param {number} height */
  #places(hasFocus, others, width, height) {
    if (hasFocus) {
      const { focus: main, strip } = focus(others, width, height);
      return { main, places: strip };
    }
    return { main: null, places: grid(gridCapacity(others, width, height), width, height) };
  }

  /** @param {Tile[]} hidden @param {Rectangle | undefined} place */
  #placeMore(hidden, place) {
    if (hidden.length === 0 || !place) {
      this.#more.remove();
      return;
    }
    const names = hidden.map((tile) => tile.face?.name ?? '').join(', ');
    this.#more.textContent = `+${hidden.length}`;
    this.#more.title = names;
    this.#more.setAttribute('aria-label', `${hidden.length} more: ${names}`);
    if (!this.#more.isConnected) {
      this.#element.append(this.#more);
    }
    move(this.#more, place);
  }

  /** @param {Tile | null} focused */
  #tellFocus(focused) {
    if (focused !== this.#focused) {
      this.#focused = focused;
      this.#onFocus(focused);
    }
  }

  /** @param {Map<Tile, Rectangle>} positions */
  #tellSizes(positions) {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      const scale = document.hidden ? 0 : devicePixelRatio;
      const size = (/** @type {Tile} */ tile) => {
        const place = positions.get(tile);
        return { width: (place?.width ?? 0) * scale, height: (place?.height ?? 0) * scale };
      };
      this.#onSizes(new Map([...this.#tiles.values()].map((tile) => [tile, size(tile)])));
    }, SETTLE);
  }
}

/** @param {import('./tile.js').Face} face */
function isRemoteScreen({ source, local }) {
  return source === 'screen' && !local;
}

/** @param {HTMLElement} tile @param {Rectangle | undefined} place none hides it */
function move(tile, place) {
  tile.hidden = !place;
  if (place) {
    const { style } = tile;
    style.transform = `translate(${place.x}px, ${place.y}px)`;
    style.width = `${place.width}px`;
    style.height = `${place.height}px`;
  }
}
