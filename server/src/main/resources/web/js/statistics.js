// @ts-check
import { element, part } from './dom.js';
import { bitrate, milliseconds, percent } from './format.js';
import { Plot } from './plot.js';

/**
 * @typedef {import('../client/sluice.js').TrackStats} TrackStats
 * @typedef {import('../client/sluice.js').RoomStats & { latencyMillis?: number | null }} Stats
 *
 * @typedef {object} Source
 * @property {() => Promise<Stats | null>} read null when there is nothing to read at the moment
 * @property {(track: TrackStats) => { who: string, what: string }} describe
 * @property {(keyof typeof FIGURES)[]} figures
 *
 * @typedef {{ value: number, text: string, note?: string }} Shown
 * @typedef {{ name: string, least: number, of: (stats: Stats) => Shown }} Kind
 */

const INTERVAL = 1000;

/** What can stand above the tracks; `least` is how far its plot reaches at least. */
const FIGURES = {
  roundTrip: { name: 'Round trip', least: 100, of: roundTrip },
  send: { name: 'Sending', least: 200_000, of: sending },
  receive: { name: 'Receiving', least: 200_000, of: receiving },
  loss: { name: 'Worst loss', least: 0.05, of: worstLoss },
  latency: { name: 'Delay', least: 300, of: latency },
};

/** Figures of the connection and of each track, while somebody looks at them. */
export class Statistics {
  #source;
  #list;
  #figures;
  /** @type {Map<string, Row>} by direction and track */
  #rows = new Map();
  #timer = 0;

  /**
   * @param {HTMLElement} panel
   * @param {Source} source
   * @param {AbortSignal} signal ends it
   */
  constructor(panel, source, signal) {
    this.#source = source;
    this.#list = part(panel, 'stats-tracks');
    this.#list.replaceChildren();
    const place = part(panel, 'stats-figures');
    place.replaceChildren();
    this.#figures = source.figures.map((key) => new Figure(place, FIGURES[key]));
    signal.addEventListener('abort', () => this.setOpen(false));
  }

  /** @param {boolean} open */
  setOpen(open) {
    clearInterval(this.#timer);
    if (open) {
      this.#timer = setInterval(() => this.#read(), INTERVAL);
      this.#read();
    }
  }

  async #read() {
    const stats = await this.#source.read();
    if (stats) {
      this.#show(stats);
    }
  }

  /** @param {Stats} stats */
  #show(stats) {
    this.#figures.forEach((figure) => figure.show(stats));
    const keys = new Set();
    for (const track of stats.tracks) {
      const key = `${track.direction} ${track.trackId ?? track.source}`;
      keys.add(key);
      this.#row(key, track).show(track);
    }
    for (const [key, row] of this.#rows) {
      if (!keys.has(key)) {
        row.element.remove();
        this.#rows.delete(key);
      }
    }
  }

  /** @param {string} key @param {TrackStats} track */
  #row(key, track) {
    let row = this.#rows.get(key);
    if (!row) {
      const { who, what } = this.#source.describe(track);
      row = new Row(
        `${track.direction === 'send' ? '↑' : '↓'} ${who}`,
        what,
        track.kind === 'video' ? 300_000 : 40_000,
      );
      this.#rows.set(key, row);
      this.#list.append(row.element);
    }
    return row;
  }
}

class Figure {
  #value = element('span', 'figure__value');
  #note = element('span', 'figure__note');
  #plot;
  #of;

  /** @param {HTMLElement} place @param {Kind} kind */
  constructor(place, { name, least, of }) {
    this.#of = of;
    this.#plot = new Plot(least);
    const box = element('div', 'figure');
    const value = element('dd', 'figure__body');
    value.append(this.#value, this.#note, this.#plot.element);
    box.append(element('dt', 'figure__name', name), value);
    place.append(box);
  }

  /** @param {Stats} stats */
  show(stats) {
    const { value, text, note = '' } = this.#of(stats);
    this.#value.textContent = text;
    this.#note.textContent = note;
    this.#plot.add(value);
  }
}

class Row {
  element = element('section', 'track');
  #bitrate = element('span', 'track__bitrate');
  #details = element('p', 'track__details');
  #encodings = element('ul', 'track__encodings');
  #plot;

  /** @param {string} who @param {string} what @param {number} least */
  constructor(who, what, least) {
    this.element.dataset.testid = 'stats-track';
    this.#plot = new Plot(least);
    const head = element('h3', 'track__head');
    head.append(element('span', 'track__who', who), element('span', 'track__what', what), this.#bitrate);
    this.element.append(head, this.#plot.element, this.#details, this.#encodings);
  }

  /** @param {TrackStats} track */
  show(track) {
    this.#bitrate.textContent = bitrate(track.bitrateBps);
    this.#plot.add(track.bitrateBps);
    this.#details.textContent = details(track).join(' · ');
    const encodings = [...track.encodings].sort((a, b) => Number(b.active) - Number(a.active));
    const several = encodings.length > 1 ? encodings : [];
    this.#encodings.replaceChildren(
      ...several.map((encoding) => {
        const { active, bitrateBps, width, height, framesPerSecond, limitedBy } = encoding;
        const size = active && width ? [`${width}×${height}`, `${Math.round(framesPerSecond ?? 0)} fps`] : ['off'];
        const words = [encoding.rid ?? '', ...size, bitrate(bitrateBps), limit(limitedBy)];
        return element('li', active ? '' : 'track__off', words.filter(Boolean).join(' · '));
      }),
    );
  }
}

/** @param {TrackStats} track */
function details(track) {
  const { codec, width, height, framesPerSecond, loss, roundTripMillis, jitterMillis, freezeCount, encodings } = track;
  const encoder = encodings.find((encoding) => encoding.encoder)?.encoder;
  return [
    codec?.replace(/^(audio|video)\//, ''),
    width && `${width}×${height}`,
    framesPerSecond !== null && `${Math.round(framesPerSecond)} fps`,
    `${percent(loss)} lost`,
    roundTripMillis !== null && `RTT ${milliseconds(roundTripMillis)}`,
    jitterMillis !== null && `jitter ${Math.round(jitterMillis)} ms`,
    freezeCount && `${freezeCount} ${freezeCount === 1 ? 'freeze' : 'freezes'}`,
    encoder,
    encodings.length === 1 && limit(encodings[0].limitedBy),
  ].filter(Boolean);
}

/** @param {string | null} reason */
function limit(reason) {
  return reason && reason !== 'none' ? `limited by ${reason}` : '';
}

/** @param {Stats} stats */
function roundTrip({ roundTripMillis }) {
  return { value: roundTripMillis ?? 0, text: milliseconds(roundTripMillis) };
}

/** @param {Stats} stats */
function sending({ sendBitrateBps, availableSendBitrateBps }) {
  return {
    value: sendBitrateBps,
    text: bitrate(sendBitrateBps),
    note: availableSendBitrateBps === null ? '' : `of ${bitrate(availableSendBitrateBps)}`,
  };
}

/** @param {Stats} stats */
function receiving({ receiveBitrateBps }) {
  return { value: receiveBitrateBps, text: bitrate(receiveBitrateBps) };
}

/** @param {Stats} stats */
function worstLoss({ tracks }) {
  const worst = Math.max(0, ...tracks.map((track) => track.loss));
  return { value: worst, text: percent(worst) };
}

/** @param {Stats} stats */
function latency({ latencyMillis }) {
  return { value: latencyMillis ?? 0, text: milliseconds(latencyMillis), note: 'from server to screen' };
}
