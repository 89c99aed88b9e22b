// @ts-check

/** How many samples a plot remembers, one a second makes a minute, and across how many it begins. */
const SAMPLES = 60;
const FIRST_SAMPLES = 20;

/** A small curve of the last minute, in the text colour of its place. */
export class Plot {
  /** For screen readers the figures beside it say the same. */
  element = document.createElement('canvas');
  /** @type {number[]} */
  #values = [];
  #least;

  /** @param {number} least the scale reaches at least up to here, so that noise stays small */
  constructor(least) {
    this.#least = least;
    this.element.className = 'plot';
    this.element.setAttribute('aria-hidden', 'true');
  }

  /** @param {number} value */
  add(value) {
    this.#values.push(value);
    if (this.#values.length > SAMPLES) {
      this.#values.shift();
    }
    this.#draw();
  }

  #draw() {
    const { clientWidth, clientHeight } = this.element;
    const context = this.element.getContext('2d');
    if (clientWidth === 0 || !context) {
      return;
    }
    this.element.width = clientWidth * devicePixelRatio;
    this.element.height = clientHeight * devicePixelRatio;
    context.scale(devicePixelRatio, devicePixelRatio);
    const color = getComputedStyle(this.element).color;
    const top = Math.max(this.#least, ...this.#values) * 1.1;
    const step = clientWidth / (Math.max(FIRST_SAMPLES, this.#values.length) - 1);
    const x = (/** @type {number} */ index) => clientWidth - (this.#values.length - 1 - index) * step;
    const y = (/** @type {number} */ value) => clientHeight - 1 - (value / top) * (clientHeight - 3);
    const curve = new Path2D();
    this.#values.forEach((value, index) => curve.lineTo(x(index), y(value)));
    const area = new Path2D(curve);
    area.lineTo(clientWidth, clientHeight);
    area.lineTo(x(0), clientHeight);
    context.fillStyle = color;
    context.globalAlpha = 0.16;
    context.fill(area);
    context.globalAlpha = 1;
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.lineJoin = 'round';
    context.stroke(curve);
  }
}
