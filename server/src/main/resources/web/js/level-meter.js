// @ts-check

/** Silence and full scale of the meter, in dBFS. */
const FLOOR = -60;
const CEILING = -12;

/** Shows how loud a microphone is on an element, as the custom property `--level` from 0 to 1. */
export class LevelMeter {
  #element;
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {MediaStreamTrack | null} */
  #track = null;
  /** @type {MediaStreamAudioSourceNode | null} */
  #source = null;
  #frame = 0;
  #shown = 0;

  /** @param {HTMLElement} element with role `meter` */
  constructor(element) {
    this.#element = element;
  }

  /** @param {MediaStreamTrack | null} track null shows silence */
  watch(track) {
    if (track === this.#track) {
      return;
    }
    this.#track = track;
    this.#source?.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#show(0);
    if (track) {
      this.#listen(track);
    }
  }

  close() {
    this.watch(null);
    this.#context?.close();
    this.#context = null;
  }

  /** @param {MediaStreamTrack} track */
  #listen(track) {
    const context = (this.#context ??= startedContext());
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const draw = () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const decibels = 10 * Math.log10(power + 1e-10);
      const level = Math.min(1, Math.max(0, (decibels - FLOOR) / (CEILING - FLOOR)));
      // rises at once, falls slowly: what the eye expects of a meter
      this.#show(Math.max(level, this.#shown * 0.92));
      this.#frame = requestAnimationFrame(draw);
    };
    draw();
  }

  /** @param {number} level */
  #show(level) {
    this.#shown = level;
    this.#element.style.setProperty('--level', level.toFixed(3));
    const percent = String(Math.round(level * 10) * 10);
    if (this.#element.getAttribute('aria-valuenow') !== percent) {
      this.#element.setAttribute('aria-valuenow', percent);
    }
  }
}

/** Some browsers keep an AudioContext silent until the person has touched the page. */
function startedContext() {
  const context = new AudioContext();
  const resume = () => context.resume().catch(() => {});
  for (const type of ['pointerdown', 'keydown']) {
    addEventListener(type, resume, { once: true });
  }
  return context;
}
