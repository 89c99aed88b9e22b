// @ts-check
import { element } from './dom.js';
import { Plot } from './plot.js';

/** Figures with the curve of their last minutes. */
export class Figures {
  #place;
  /** @type {Map<string, { value: HTMLElement, note: HTMLElement, plot: Plot }>} */
  #figures = new Map();

  /**
   * @param {HTMLElement} place a list of descriptions
   * @param {{ name: string, least: number }[]} kinds least: the scale reaches at least up to here
   */
  constructor(place, kinds) {
    this.#place = place;
    kinds.forEach(({ name, least }) => this.#add(name, least));
  }

  /** @param {string} name @param {number} least */
  #add(name, least) {
    const figure = {
      value: element('span', 'figure__value'),
      note: element('span', 'figure__note'),
      plot: new Plot(least),
    };
    const box = element('div', 'figure');
    const body = element('dd', 'figure__body');
    body.append(figure.value, figure.note, figure.plot.element);
    box.append(element('dt', 'figure__name', name), body);
    this.#place.append(box);
    this.#figures.set(name, figure);
  }

  /** @param {string} name @param {number} value @param {string} text @param {string} [note] */
  show(name, value, text, note = '') {
    const figure = this.#figures.get(name);
    if (figure) {
      figure.value.textContent = text;
      figure.note.textContent = note;
      figure.plot.add(value);
    }
  }
}
