// @ts-check
import { part } from './dom.js';
import { duration } from './format.js';
import { setIcon } from './icons.js';
import { loadPreferences, savePreferences } from './preferences.js';
import { RecordingPlayer } from './recording-player.js';

/** So far the arrow keys go, in s. */
const STEP = 5;

/** The pictures of a recording and the bar below them. */
export class Playback {
  #root;
  #player;
  #seeking = false;

  /**
   * @param {HTMLElement} root
   * @param {(file: import('./recordings-api.js').RecordingFile) => void} onUnplayable
   */
  constructor(root, onUnplayable) {
    this.#root = root;
    this.#player = new RecordingPlayer(part(root, 'tiles'));
    this.#player.addEventListener('change', () => this.#show());
    this.#player.addEventListener('unplayable', (event) => {
      root.hidden = this.#player.empty;
      onUnplayable(/** @type {CustomEvent} */ (event).detail.file);
    });
    part(root, 'play').addEventListener('click', () => this.#toggle());
    part(root, 'tiles').addEventListener('click', () => this.#toggle());
    part(root, 'playback-fullscreen').addEventListener('click', () => this.#fullscreen());
    part(root, 'playback-fullscreen').hidden = !document.fullscreenEnabled;
    const seek = this.#seek;
    seek.addEventListener('input', () => {
      this.#seeking = true;
      this.#player.seek(Number(seek.value));
      this.#seeking = false;
      this.#show();
    });
    const volume = part(root, 'playback-volume', HTMLInputElement);
    volume.value = String(loadPreferences().volume);
    this.#player.setVolume(Number(volume.value));
    volume.addEventListener('input', () => this.#player.setVolume(Number(volume.value)));
    volume.addEventListener('change', () => savePreferences({ volume: Number(volume.value) }));
    document.addEventListener('keydown', (event) => this.#key(event));
  }

  /** @param {Parameters<RecordingPlayer['load']>[0]} sources */
  load(sources) {
    this.#root.hidden = sources.length === 0;
    this.#player.load(sources);
    this.#seek.max = String(this.#player.length);
    this.#show();
  }

  close() {
    this.#player.close();
    this.#root.hidden = true;
  }

  get #seek() {
    return part(this.#root, 'seek', HTMLInputElement);
  }

  #toggle() {
    if (this.#player.playing) {
      this.#player.pause();
    } else {
      this.#player.play();
    }
  }

  #fullscreen() {
    const change = document.fullscreenElement ? document.exitFullscreen() : this.#root.requestFullscreen();
    change.catch(() => {});
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target, key, ctrlKey, altKey, metaKey } = event;
    const elsewhere = target instanceof HTMLElement && target.closest('input, button, a, dialog, summary');
    if (this.#root.hidden || elsewhere || ctrlKey || altKey || metaKey) {
      return;
    }
    const steps = /** @type {Record<string, number>} */ ({ ArrowLeft: -STEP, ArrowRight: STEP });
    if (key === ' ' || key === 'k') {
      event.preventDefault();
      this.#toggle();
    } else if (key in steps) {
      event.preventDefault();
      this.#player.seek(this.#player.position + steps[key]);
    }
  }

  #show() {
    const { playing, position, length } = this.#player;
    const play = part(this.#root, 'play');
    setIcon(play, playing ? 'pause' : 'play');
    play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    play.title = playing ? 'Pause (space)' : 'Play (space)';
    this.#root.dataset.playing = String(playing);
    const time = `${duration(position * 1000)} / ${duration(length * 1000)}`;
    part(this.#root, 'playback-time').textContent = time;
    const seek = this.#seek;
    seek.setAttribute('aria-valuetext', time.replace('/', 'of'));
    if (!this.#seeking) {
      seek.value = String(position);
    }
  }
}
