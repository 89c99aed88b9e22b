// @ts-check
import { element } from './dom.js';
import { piecesAt, nextSound, timelineOf } from './timeline.js';

/**
 * @typedef {import('./recordings-api.js').RecordingFile} RecordingFile
 * @typedef {{ file: RecordingFile, label: string, url: string }} Source
 * @typedef {import('./timeline.js').Piece<RecordingFile & { source: Source }>} Piece
 * @typedef {{ figure: HTMLElement, media: HTMLVideoElement, stalledSince: number | null }} Tile
 */

/** So many files are decoded at once. */
const MOST = 16;

/** So long before its time a file is loaded, in s. */
const LEAD = 1.5;

/** A file that is so far from where it should be is moved there, in s; one that is less so is played faster or slower. */
const FAR = 0.4;

/** Nearer than this is together for eyes and ears, in s. */
const TOGETHER = 0.03;

/** What nobody hears. */
const FASTER = 0.06;

/** So long the others wait for one that has nothing to show yet, in ms. */
const PATIENCE = 5000;

/** So often a file is asked for again whose bytes stop coming: a link into a store is not good for ever. */
const RETRIES = 3;

const TICK = 100;

/**
 * Plays the files of a recording together, each at its time. Dispatches `change` when its state or its position is
 * another, `unplayable` with the file that this browser cannot play.
 */
export class RecordingPlayer extends EventTarget {
  #place;
  /** @type {Piece[]} */
  #pieces = [];
  #length = 0;
  /** @type {Map<Piece, Tile>} */
  #tiles = new Map();
  /** @type {Set<Piece>} */
  #unplayable = new Set();
  /** @type {Map<Piece, number>} how often the bytes of a file stopped coming */
  #broken = new Map();
  #position = 0;
  #playing = false;
  #waiting = false;
  #last = 0;
  #timer = 0;
  #volume = 1;

  /** @param {HTMLElement} place */
  constructor(place) {
    super();
    this.#place = place;
  }

  /** In s. */
  get length() {
    return this.#length;
  }

  get position() {
    return this.#position;
  }

  /** Whether there is nothing that this browser can play. */
  get empty() {
    return this.#playable.length === 0;
  }

  get playing() {
    return this.#playing;
  }

  /** Takes the place of what was played. @param {Source[]} sources */
  load(sources) {
    this.close();
    const files = sources.map((source) => ({ ...source.file, source }));
    const { pieces, length } = timelineOf(files);
    this.#pieces = pieces;
    this.#length = length;
    this.#position = nextSound(pieces, 0);
    this.#show();
  }

  /** Lets go of everything. */
  close() {
    this.pause();
    this.#tiles.forEach((_, piece) => this.#drop(piece));
    this.#pieces = [];
    this.#unplayable.clear();
    this.#broken.clear();
    this.#length = 0;
    this.#position = 0;
  }

  /** Call it from a click: browsers want one before they give sound. */
  play() {
    if (this.#playing || this.#length === 0) {
      return;
    }
    if (this.#position >= this.#length) {
      this.#position = 0;
    }
    this.#playing = true;
    this.#last = performance.now();
    this.#timer = window.setInterval(() => this.#tick(), TICK);
    this.#tick();
  }

  pause() {
    clearInterval(this.#timer);
    this.#playing = false;
    this.#tiles.forEach(({ media }) => media.pause());
    this.#changed();
  }

  /** @param {number} position */
  seek(position) {
    this.#position = Math.min(Math.max(0, position), this.#length);
    this.#last = performance.now();
    this.#show();
  }

  /** @param {number} volume from 0 to 1 */
  setVolume(volume) {
    this.#volume = volume;
    this.#tiles.forEach(({ media }) => (media.volume = volume));
  }

  #tick() {
    const now = performance.now();
    const passed = (now - this.#last) / 1000;
    this.#last = now;
    this.#waiting = this.#waits(now);
    if (!this.#waiting) {
      const moved = this.#leader ?? this.#position + passed;
      this.#position = nextSound(this.#playable, moved);
    }
    if (this.#position >= this.#length) {
      this.#position = this.#length;
      this.pause();
    }
    this.#show();
  }

  get #playable() {
    return this.#pieces.filter((piece) => !this.#unplayable.has(piece));
  }

  /** Where the first file is that plays: its clock is everybody's. Null when none does. */
  get #leader() {
    for (const [{ start }, { media }] of this.#tiles) {
      if (!media.paused && !media.ended && !media.seeking && media.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) {
        return start + media.currentTime;
      }
    }
    return null;
  }

  /** Whether somebody's picture is not there yet; all wait for it, but not for ever. @param {number} now */
  #waits(now) {
    let waits = false;
    for (const tile of this.#tiles.values()) {
      const ready =
        tile.figure.hidden || tile.media.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || tile.media.ended;
      tile.stalledSince = ready ? null : (tile.stalledSince ?? now);
      waits ||= tile.stalledSince !== null && now - tile.stalledSince < PATIENCE;
    }
    return waits;
  }

  #show() {
    const wanted = new Set(piecesAt(this.#playable, this.#position, { most: MOST, lead: LEAD }));
    for (const piece of this.#tiles.keys()) {
      // the last pictures stay when all is over
      if (!wanted.has(piece) && (wanted.size > 0 || this.#unplayable.has(piece))) {
        this.#drop(piece);
      }
    }
    for (const piece of wanted) {
      this.#follow(piece, this.#tiles.get(piece) ?? this.#add(piece));
    }
    const shown = [...this.#tiles.values()].filter(({ figure }) => !figure.hidden);
    this.#place.dataset.tiles = String(shown.length);
    this.#changed();
  }

  /** Brings a file to where it should be. @param {Piece} piece @param {Tile} tile */
  #follow({ start }, { figure, media }) {
    const begun = this.#position >= start;
    const target = Math.max(0, this.#position - start);
    // at the beginning everybody is seen who comes at once; later one file takes the place of another
    figure.hidden = !begun && this.#position >= LEAD;
    const behind = target - media.currentTime;
    const over = media.ended && target > media.duration - FAR;
    if (media.readyState < HTMLMediaElement.HAVE_METADATA || over) {
      return;
    }
    if (!media.seeking && Math.abs(behind) > (this.#playing ? FAR : TOGETHER)) {
      media.currentTime = target;
    }
    media.playbackRate = begun && Math.abs(behind) > TOGETHER ? 1 + Math.sign(behind) * FASTER : 1;
    if (!this.#playing || this.#waiting || !begun) {
      media.pause();
    } else if (media.paused) {
      // stopped meanwhile, or it cannot be played, which `error` tells
      media.play().catch(() => {});
    }
  }

  /** @param {Piece} piece @returns {Tile} */
  #add(piece) {
    const { source } = piece.file;
    const figure = element('figure', 'playback__tile');
    const media = element('video', 'playback__video');
    media.dataset.testid = 'playback-video';
    media.dataset.file = piece.file.name;
    media.playsInline = true;
    media.preload = 'auto';
    media.volume = this.#volume;
    media.addEventListener('error', () => this.#failed(piece));
    media.addEventListener('loadedmetadata', () => {
      figure.dataset.picture = String(media.videoWidth > 0);
      this.#show();
    });
    media.src = source.url;
    figure.append(media, element('figcaption', 'playback__label', source.label));
    this.#place.append(figure);
    const tile = { figure, media, stalledSince: null };
    this.#tiles.set(piece, tile);
    return tile;
  }

  /** @param {Piece} piece */
  #drop(piece) {
    const tile = this.#tiles.get(piece);
    this.#tiles.delete(piece);
    if (tile) {
      tile.media.pause();
      // otherwise the browser goes on loading it
      tile.media.removeAttribute('src');
      tile.media.load();
      tile.figure.remove();
    }
  }

  /** @param {Piece} piece */
  #failed(piece) {
    const tile = this.#tiles.get(piece);
    if (!tile) {
      return;
    }
    const broken = this.#broken.get(piece) ?? 0;
    if (tile.media.error?.code === MediaError.MEDIA_ERR_NETWORK && broken < RETRIES) {
      this.#broken.set(piece, broken + 1);
      this.#drop(piece);
    } else {
      this.#unplayable.add(piece);
      if (this.empty) {
        this.pause();
      }
      this.dispatchEvent(new CustomEvent('unplayable', { detail: { file: piece.file } }));
    }
    this.#show();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
