// @ts-check
import { part } from './dom.js';
import { savePreferences } from './preferences.js';

/**
 * @typedef {import('./preferences.js').Preferences} Preferences
 * @typedef {import('../client/wish.js').VideoOptions} VideoOptions
 * @typedef {import('../client/wish.js').AudioOptions} AudioOptions
 */

/** Lines of a picture and how wide it is. */
const SIZES = [
  [1080, 1920],
  [720, 1280],
  [540, 960],
  [360, 640],
];

const RATES = [60, 30, 24, 15];

/** In bit/s. */
const BITRATES = [500_000, 1_000_000, 1_700_000, 2_500_000, 4_000_000, 6_000_000, 8_000_000];

/** What the server forwards, as people call it. */
const CODECS = /** @type {Record<string, string>} */ ({
  'video/H264': 'H.264',
  'video/VP8': 'VP8',
  'video/VP9': 'VP9',
  'video/AV1': 'AV1',
});

const LAYERS = [
  ['3', 'Three: full, half and quarter size'],
  ['2', 'Two: full and half size'],
  ['1', 'None: full size only'],
];

const MUSIC_BITRATE = 128_000;

const SPEECH = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const MUSIC = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: { ideal: 2 },
};

/** How picture and sound are captured and encoded. It keeps what is captured in line with what was chosen. */
export class PublishSettings {
  #media;
  #lines;
  #rate;
  #bitrate;
  #codec;
  #layers;
  #music;

  /**
   * @param {HTMLElement} root
   * @param {import('./local-media.js').LocalMedia} media
   * @param {Preferences} preferences
   * @param {string[]} codecs that this browser can send
   */
  constructor(root, media, preferences, codecs) {
    this.#media = media;
    const select = (/** @type {string} */ name) => part(root, name, HTMLSelectElement);
    this.#lines = fill(select('size-select'), sizes(), preferences.lines);
    this.#rate = fill(select('rate-select'), rates(), preferences.frameRate);
    this.#bitrate = fill(select('bitrate-select'), bitrates(), preferences.bitrate);
    this.#codec = fill(select('codec-select'), codecChoices(codecs), preferences.codec);
    this.#layers = fill(select('layers-select'), LAYERS, preferences.layers);
    this.#music = part(root, 'music-on', HTMLInputElement);
    this.#music.checked = preferences.music;
    this.#lines.addEventListener('change', () => this.#shapePicture());
    this.#rate.addEventListener('change', () => this.#shapePicture());
    this.#music.addEventListener('change', () => media.shape('audio', this.#soundConstraints));
    for (const control of [this.#lines, this.#rate, this.#bitrate, this.#codec, this.#layers, this.#music]) {
      control.addEventListener('change', () => this.#save());
    }
    this.#shapePicture();
    media.shape('audio', this.#soundConstraints);
  }

  /** @returns {VideoOptions} */
  get video() {
    const bitrate = Number(this.#bitrate.value);
    return {
      ...(this.#codec.value && { codec: this.#codec.value }),
      ...(bitrate > 0 && { maxBitrate: bitrate }),
      maxFramerate: Number(this.#rate.value),
      simulcast: /** @type {1 | 2 | 3} */ (Number(this.#layers.value)),
    };
  }

  /** @returns {AudioOptions} */
  get audio() {
    return this.#music.checked ? { stereo: true, bitrate: MUSIC_BITRATE } : {};
  }

  #shapePicture() {
    const [height, width] = SIZES.find(([lines]) => String(lines) === this.#lines.value) ?? SIZES[1];
    return this.#media.shape('video', {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: Number(this.#rate.value) },
    });
  }

  get #soundConstraints() {
    return this.#music.checked ? MUSIC : SPEECH;
  }

  #save() {
    savePreferences({
      lines: this.#lines.value,
      frameRate: this.#rate.value,
      bitrate: this.#bitrate.value,
      codec: this.#codec.value,
      layers: this.#layers.value,
      music: this.#music.checked,
    });
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {string[][]} choices value and words
 * @param {string} chosen the first, when there is no such choice
 */
function fill(select, choices, chosen) {
  select.replaceChildren(...choices.map(([value, words]) => new Option(words, value)));
  if (choices.some(([value]) => value === chosen)) {
    select.value = chosen;
  }
  return select;
}

function sizes() {
  return SIZES.map(([height, width]) => [String(height), `${width} × ${height}`]);
}

function rates() {
  return RATES.map((rate) => [String(rate), String(rate)]);
}

function bitrates() {
  const limits = BITRATES.map((bitrate) => [String(bitrate), `${bitrate / 1_000_000} Mbit/s`]);
  return [['', 'Automatic'], ...limits];
}

/** @param {string[]} codecs */
function codecChoices(codecs) {
  return [['', 'Automatic'], ...codecs.filter((codec) => codec in CODECS).map((codec) => [codec, CODECS[codec]])];
}
