// @ts-check
import { element, part } from './dom.js';
import { nameOf } from './people.js';
import { Plot } from './plot.js';

/**
 * @typedef {import('../client/sluice.js').Room} Room
 * @typedef {import('../client/sluice.js').RoomStats} RoomStats
 * @typedef {import('../client/sluice.js').TrackStats} TrackStats
 */

const INTERVAL = 1000;

const SOURCES = {
  microphone: 'microphone',
  camera: 'camera',
  screen: 'screen',
  screen_audio: 'screen sound',
  other: 'other',
};

/** Figures of the connection and of each track, while somebody looks at them. */
export class Statistics {
  #room;
  #list;
  #figures;
  /** @type {Map<string, Row>} by direction and track */
  #rows = new Map();
  #timer = 0;

  /**
   * @param {HTMLElement} panel
   * @param {Room} room
   * @param {AbortSignal} signal ends it
   */
  constructor(panel, room, signal) {
    this.#room = room;
    this.#list = part(panel, 'stats-tracks');
    this.#list.replaceChildren();
    const place = part(panel, 'stats-figures');
    place.replaceChildren();
    this.#figures = {
      roundTrip: new Figure(place, 'Round trip', 100),
      send: new Figure(place, 'Sending', 200_000),
      receive: new Figure(place, 'Receiving', 200_000),
      loss: new Figure(place, 'Worst loss', 0.05),
    };
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
    // there is nothing to read while the room is joined afresh
    const stats = await this.#room.stats().catch(() => null);
    if (stats) {
      this.#show(stats);
    }
  }

  /** @param {RoomStats} stats */
  #show(stats) {
    const { roundTrip, send, receive, loss } = this.#figures;
    const worst = Math.max(0, ...stats.tracks.map((track) => track.loss));
    roundTrip.show(stats.roundTripMillis ?? 0, milliseconds(stats.roundTripMillis));
    send.show(stats.sendBitrateBps, bitrate(stats.sendBitrateBps), available(stats.availableSendBitrateBps));
    receive.show(stats.receiveBitrateBps, bitrate(stats.receiveBitrateBps));
    loss.show(worst, percent(worst));
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
      const sends = track.direction === 'send';
      const name = sends ? 'You' : nameOf(this.#room.participants.get(track.participant));
      row = new Row(`${sends ? '↑' : '↓'} ${name}`, SOURCES[track.source], track.kind === 'video' ? 300_000 : 40_000);
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

  /** @param {HTMLElement} place @param {string} name @param {number} least */
  constructor(place, name, least) {
    this.#plot = new Plot(least);
    const box = element('div', 'figure');
    const value = element('dd', 'figure__body');
    value.append(this.#value, this.#note, this.#plot.element);
    box.append(element('dt', 'figure__name', name), value);
    place.append(box);
  }

  /** @param {number} value @param {string} text @param {string} [note] */
  show(value, text, note = '') {
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
        const limit = limitedBy && limitedBy !== 'none' ? [`limited by ${limitedBy}`] : [];
        const words = [encoding.rid ?? '', ...size, bitrate(bitrateBps), ...limit];
        return element('li', active ? '' : 'track__off', words.filter(Boolean).join(' · '));
      }),
    );
  }
}

/** @param {TrackStats} track */
function details(track) {
  const { codec, width, height, framesPerSecond, loss, roundTripMillis, jitterMillis, freezeCount } = track;
  return [
    codec?.replace(/^(audio|video)\//, ''),
    width && `${width}×${height}`,
    framesPerSecond !== null && `${Math.round(framesPerSecond)} fps`,
    `${percent(loss)} lost`,
    roundTripMillis !== null && `RTT ${milliseconds(roundTripMillis)}`,
    jitterMillis !== null && `jitter ${Math.round(jitterMillis)} ms`,
    freezeCount && `${freezeCount} ${freezeCount === 1 ? 'freeze' : 'freezes'}`,
  ].filter(Boolean);
}

/** @param {number} bps */
function bitrate(bps) {
  return bps >= 1_000_000 ? `${(bps / 1_000_000).toFixed(1)} Mbit/s` : `${Math.round(bps / 1000)} kbit/s`;
}

/** @param {number | null} bps */
function available(bps) {
  return bps === null ? '' : `of ${bitrate(bps)}`;
}

/** @param {number | null} millis */
function milliseconds(millis) {
  return millis === null ? '–' : millis < 1 ? '< 1 ms' : `${Math.round(millis)} ms`;
}

/** @param {number} fraction */
function percent(fraction) {
  return `${(fraction * 100).toFixed(1)} %`;
}
