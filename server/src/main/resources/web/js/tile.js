// @ts-check
import { initials, tint } from './avatar.js';
import { fromTemplate, part } from './dom.js';
import { drawIcons } from './icons.js';

/**
 * What a tile shows.
 *
 * @typedef {object} Face
 * @property {string} name
 * @property {'camera' | 'screen'} source
 * @property {boolean} local
 * @property {boolean} muted whether nothing can be heard from this person; always false for a screen
 * @property {boolean} connected false while the server waits for the person to come back
 * @property {MediaStreamTrack | null} track
 * @property {string | null} trackId of the server
 * @property {boolean} mirrored as a mirror would show it
 */

const GRADES = ['no connection', 'poor connection', 'fair connection', 'good connection'];

/** One person or one shared screen on the stage. */
export class Tile {
  element = fromTemplate('tile');
  /** When this person was last heard, for choosing who stays in view; 0 for never. */
  lastSpoke = 0;
  /** @type {Face | null} */
  #face = null;
  #video = part(this.element, 'tile-video', HTMLVideoElement);
  #name = part(this.element, 'tile-name');
  #pin = part(this.element, 'tile-pin', HTMLButtonElement);
  #quality = part(this.element, 'tile-quality');
  #speaking = false;
  #grade = -1;

  /**
   * @param {string} key unique on the stage
   * @param {(tile: Tile) => void} onPin the person wants it large, or no longer
   */
  constructor(key, onPin) {
    this.key = key;
    drawIcons(this.element);
    // the sound goes elsewhere; a video that is not muted may not start by itself
    this.#video.muted = true;
    this.#video.addEventListener('loadeddata', () => this.#pictureCame());
    this.#video.addEventListener('resize', () => this.#pictureCame());
    this.#pin.addEventListener('click', () => onPin(this));
    this.element.addEventListener('dblclick', (event) => {
      if (!(event.target instanceof HTMLButtonElement)) {
        onPin(this);
      }
    });
  }

  get face() {
    return this.#face;
  }

  /** @param {Face} face */
  show(face) {
    const before = this.#face;
    this.#face = face;
    const { dataset, classList } = this.element;
    dataset.source = face.source;
    dataset.local = String(face.local);
    dataset.trackId = face.trackId ?? '';
    classList.toggle('tile--mirrored', face.mirrored);
    classList.toggle('tile--away', !face.connected);
    if (before?.name !== face.name) {
      part(this.element, 'tile-initials').textContent = initials(face.name);
      tint(this.element, face.name);
    }
    this.#name.textContent = title(face);
    part(this.element, 'tile-muted').hidden = !face.muted;
    part(this.element, 'tile-away').hidden = face.connected;
    if (before?.track !== face.track || before?.trackId !== face.trackId) {
      this.#attach(face.track);
    }
    this.#describe();
  }

  /** @param {boolean} speaking */
  setSpeaking(speaking) {
    if (speaking) {
      this.lastSpoke = performance.now();
    }
    if (speaking !== this.#speaking) {
      this.#speaking = speaking;
      this.element.classList.toggle('tile--speaking', speaking);
      this.element.dataset.speaking = String(speaking);
    }
  }

  /** @param {number} grade 0 lost to 3 good @param {string} details for the tooltip */
  setQuality(grade, details) {
    this.#quality.hidden = false;
    this.#quality.title = `${GRADES[grade]}${details}`;
    if (grade !== this.#grade) {
      this.#grade = grade;
      this.#quality.dataset.grade = String(grade);
      this.#quality.setAttribute('aria-label', GRADES[grade]);
    }
  }

  /** @param {boolean} pinned */
  setPinned(pinned) {
    this.#pin.setAttribute('aria-pressed', String(pinned));
    this.#pin.title = pinned ? 'Back to the grid' : 'Show large';
    this.#pin.setAttribute('aria-label', `${this.#pin.title}: ${this.#face ? title(this.#face) : ''}`);
  }

  /** Leaves with a short fade. */
  remove() {
    this.#attach(null);
    this.element.classList.add('tile--leaving');
    setTimeout(() => this.element.remove(), 200);
  }

  /** @param {MediaStreamTrack | null} track */
  #attach(track) {
    this.element.classList.remove('tile--picture');
    this.#video.srcObject = track && new MediaStream([track]);
    if (track) {
      // refused only when the element is taken away again meanwhile
      this.#video.play().catch(() => {});
    }
  }

  #pictureCame() {
    const { videoWidth, videoHeight, srcObject } = this.#video;
    this.element.classList.toggle('tile--picture', srcObject !== null && videoWidth > 0);
    this.element.classList.toggle('tile--upright', videoHeight > videoWidth);
  }

  #describe() {
    const face = this.#face;
    if (face) {
      const states = [face.muted && 'muted', !face.track && 'no picture', !face.connected && 'reconnecting'];
      this.element.setAttribute('aria-label', [title(face), ...states.filter(Boolean)].join(', '));
    }
  }
}

/** @param {Face} face */
function title({ name, source, local }) {
  if (source === 'screen') {
    return local ? 'Your screen' : `${name}’s screen`;
  }
  return local ? `${name} (you)` : name;
}
