// @ts-check
import { element, part } from './dom.js';
import { bitrate } from './format.js';

/**
 * @typedef {import('../client/wish.js').Layer} Layer
 * @typedef {import('../client/wish.js').LayerChoice} LayerChoice
 * @typedef {import('./links.js').ViewName} ViewName
 * @typedef {{ view: ViewName, participant: string }} View
 * @typedef {{ value: string, words: string, note: string }} Choice
 */

/** What of a stream is watched, and how large: two lists of which one each is chosen. */
export class WatchMenu {
  #root;
  /** @type {Map<string, LayerChoice | null>} by the value of its choice */
  #layerChoices = new Map();

  /**
   * @param {HTMLElement} root
   * @param {{ onLayer: (choice: LayerChoice | null) => void, onView: (view: View) => void }} callbacks
   */
  constructor(root, { onLayer, onView }) {
    this.#root = root;
    part(root, 'layer-list').addEventListener('change', ({ target }) =>
      onLayer(this.#layerChoices.get(/** @type {HTMLInputElement} */ (target).value) ?? null),
    );
    part(root, 'view-list').addEventListener('change', ({ target }) =>
      onView(JSON.parse(/** @type {HTMLInputElement} */ (target).value)),
    );
  }

  /**
   * @param {readonly Layer[]} layers
   * @param {LayerChoice | null} chosen
   */
  showLayers(layers, chosen) {
    const named = distinct(layers).filter((layer) => layer.active || sameLayer(choiceOf(layer), chosen));
    const known = named.some((layer) => sameLayer(choiceOf(layer), chosen));
    const choices = [
      { value: 'auto', words: 'Automatic', note: '', choice: null },
      ...named.map((layer) => ({ ...wordsFor(layer), choice: choiceOf(layer) })),
      ...(chosen && !known ? [{ ...wordsForChoice(chosen), choice: chosen }] : []),
    ];
    this.#layerChoices = new Map(choices.map(({ value, choice }) => [value, choice]));
    const checked = choices.find(({ choice }) => sameLayer(choice, chosen))?.value ?? 'auto';
    part(this.#root, 'layer-group').hidden = named.length < 2 && !chosen;
    list(part(this.#root, 'layer-list'), 'layer', choices, checked);
  }

  /**
   * @param {{ id: string, name: string }[]} publishers
   * @param {View} chosen
   */
  showViews(publishers, chosen) {
    const others = publishers.some(({ id }) => id === chosen.participant) || !chosen.participant;
    const choices = [
      choiceOfView({ view: '', participant: '' }, 'Whoever speaks'),
      ...publishers.map(({ id, name }) => choiceOfView({ view: '', participant: id }, name || id)),
      ...(others ? [] : [choiceOfView({ view: '', participant: chosen.participant }, chosen.participant)]),
      choiceOfView({ view: 'stage', participant: '' }, 'Side by side'),
    ];
    list(part(this.#root, 'view-list'), 'view', choices, JSON.stringify(chosen));
  }
}

/**
 * Keeps the focus where it is, since lists change while people read them.
 *
 * @param {HTMLElement} place @param {string} name @param {Choice[]} choices @param {string} checked
 */
function list(place, name, choices, checked) {
  const focused = /** @type {HTMLInputElement | null} */ (place.querySelector(':focus'))?.value;
  place.replaceChildren(
    ...choices.map(({ value, words, note }) => {
      const label = element('label', 'choice');
      const input = element('input', 'choice__input');
      Object.assign(input, { type: 'radio', name, value, checked: value === checked });
      input.dataset.testid = `${name}-choice`;
      label.append(input, element('span', 'choice__words', words), element('span', 'choice__note', note));
      return label;
    }),
  );
  if (focused !== undefined) {
    const again = [...place.querySelectorAll('input')].find(({ value }) => value === focused);
    again?.focus();
  }
}

/** @param {View} view @param {string} words @returns {Choice} */
function choiceOfView({ view, participant }, words) {
  return { value: JSON.stringify({ view, participant }), words, note: '' };
}

/** Layers of the first picture that can be told apart, the largest first. @param {readonly Layer[]} layers */
function distinct(layers) {
  /** @type {Map<string, Layer>} */
  const found = new Map();
  const first = layers[0]?.mediaId;
  for (const layer of layers.filter(({ mediaId }) => mediaId === first)) {
    const key = JSON.stringify(choiceOf(layer));
    const other = found.get(key);
    if (!other || layer.bitrateBps > other.bitrateBps) {
      found.set(key, layer);
    }
  }
  return [...found.values()].sort((a, b) => size(b) - size(a));
}

/** @param {Layer} layer */
function size({ width, height, bitrateBps }) {
  return (width ?? 0) * (height ?? 0) || bitrateBps / 1e9;
}

/** @param {Layer} layer @returns {LayerChoice} */
function choiceOf({ rid, spatialLayerId }) {
  return {
    ...(rid !== null && { rid }),
    ...(spatialLayerId !== null && { spatialLayerId }),
  };
}

/** @param {LayerChoice | null} a @param {LayerChoice | null} b */
function sameLayer(a, b) {
  return (
    a === b ||
    (a !== null &&
      b !== null &&
      a.rid === b.rid &&
      a.spatialLayerId === b.spatialLayerId &&
      a.maxHeight === b.maxHeight)
  );
}

/** @param {Layer} layer @returns {Choice} */
function wordsFor(layer) {
  const { rid, spatialLayerId, width, height, bitrateBps, active } = layer;
  const name = height ? `${Math.min(width ?? height, height)}p` : `Layer ${rid ?? spatialLayerId}`;
  const details = [width && height ? `${width} × ${height}` : '', active ? bitrate(bitrateBps) : 'off'];
  return { value: JSON.stringify(choiceOf(layer)), words: name, note: details.filter(Boolean).join(' · ') };
}

/** @param {LayerChoice} choice @returns {Choice} */
function wordsForChoice(choice) {
  const words = choice.maxHeight ? `Up to ${choice.maxHeight}p` : `Layer ${choice.rid ?? choice.spatialLayerId}`;
  return { value: JSON.stringify(choice), words, note: '' };
}
