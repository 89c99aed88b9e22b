// @ts-check
import { copy } from './copy.js';
import { element, fromTemplate, part } from './dom.js';
import { bytes, duration, localTime } from './format.js';
import { drawIcons } from './icons.js';
import { Playback } from './playback.js';
import { chip } from './recordings-list.js';
import {
  UNPLAYABLE,
  isWhole,
  placeOf,
  wordsForEnding,
  wordsForFile,
  wordsForGaps,
  wordsForStarter,
  wordsForState,
  wordsForTrack,
} from './recordings-words.js';

/**
 * @typedef {import('./recordings-api.js').RecordingDetails} Details
 * @typedef {import('./recordings-api.js').RecordingFile} RecordingFile
 */

/** A film and a pause of it, in s. */
const PLAY_SECONDS = 6 * 3600;

/** The most that the server gives, in s. */
const COPY_SECONDS = 24 * 3600;

/** One recording: what is in it, and its pictures and sound. */
export class RecordingDetails {
  #root;
  #api;
  #notices;
  #hasToken;
  #playback;
  /** @type {Details | null} */
  #details = null;
  #shown = '';
  #listed = '';
  /** @type {Set<string>} */
  #unplayable = new Set();

  /**
   * @param {HTMLElement} root
   * @param {object} parts
   * @param {import('./recordings-api.js').RecordingsApi} parts.api
   * @param {import('./notices.js').Notices} parts.notices
   * @param {() => boolean} parts.hasToken whether the server is shown a token
   */
  constructor(root, { api, notices, hasToken }) {
    this.#root = root;
    this.#api = api;
    this.#notices = notices;
    this.#hasToken = hasToken;
    this.#playback = new Playback(part(root, 'playback'), (file) => {
      this.#unplayable.add(file.name);
      this.#showFiles();
    });
  }

  /** Whether something of it may change by itself. */
  get live() {
    return this.#details?.state === 'recording' || this.#details?.state === 'recovering';
  }

  /** @param {Details} details */
  async show(details) {
    if (details.id !== this.#details?.id) {
      this.close();
    }
    this.#details = details;
    this.#showHead(details);
    // what is played goes on while nothing new can be played
    const playable = details.files.filter(isPlayable);
    const key = playable.map(({ name, remote, local }) => `${name} ${remote} ${local}`).join('\n');
    if (key !== this.#shown) {
      const urls = await this.#urls(details, PLAY_SECONDS);
      if (this.#details?.id === details.id) {
        this.#shown = key;
        this.#playback.load(playable.map((file) => ({ file, label: whose(file), url: urls.get(file.name) ?? '' })));
      }
    }
    this.#showFiles();
  }

  close() {
    this.#playback.close();
    this.#details = null;
    this.#shown = '';
    this.#listed = '';
    this.#unplayable.clear();
    part(this.#root, 'files').replaceChildren();
  }

  /**
   * Where the files are. Elements of media and links show no token: they get addresses that need none.
   *
   * @param {Details} details
   * @param {number} seconds
   */
  async #urls(details, seconds) {
    return this.#hasToken()
      ? this.#api.links(details.id, seconds)
      : new Map(details.files.map(({ name, url }) => [name, this.#api.address(url)]));
  }

  /** @param {Details} details */
  #showHead(details) {
    const root = this.#root;
    const participants = details.files.map(({ participant, participantName }) => ({
      id: participant,
      name: participantName,
    }));
    part(root, 'details-room').textContent = details.room;
    part(root, 'details-time').textContent = localTime(details.start);
    const sizes = details.files.reduce((sum, file) => sum + file.bytes, 0);
    const facts = [
      this.live ? '' : duration(details.durationMillis),
      sizes > 0 ? bytes(sizes) : '',
      wordsForStarter(details.startedBy, participants),
    ];
    part(root, 'details-facts').textContent = facts.filter(Boolean).join(' · ');
    part(root, 'details-ending').textContent = wordsForEnding(details);
    const place = placeOf(details.files);
    part(root, 'details-chips').replaceChildren(
      chip(wordsForState(details.state), details.state),
      ...(place ? [chip(place, 'place')] : []),
    );
  }

  /** A list that says the same as before keeps the focus. */
  #showFiles() {
    const files = this.#details?.files ?? [];
    const listed = JSON.stringify([files, ...this.#unplayable]);
    if (listed === this.#listed) {
      return;
    }
    this.#listed = listed;
    part(this.#root, 'files').replaceChildren(...files.map((file) => this.#row(file)));
    part(this.#root, 'no-files').hidden = files.length > 0;
  }

  /** @param {RecordingFile} file */
  #row(file) {
    const row = fromTemplate('file');
    drawIcons(row);
    row.dataset.file = file.name;
    part(row, 'file-who').textContent = whose(file);
    part(row, 'file-name').textContent = file.name;
    part(row, 'file-facts').textContent = [
      file.durationMillis > 0 ? duration(file.durationMillis) : '',
      file.bytes > 0 ? bytes(file.bytes) : '',
      file.offsetMillis >= 1000 ? `from ${duration(file.offsetMillis)} on` : '',
    ]
      .filter(Boolean)
      .join(' · ');
    part(row, 'file-tracks').replaceChildren(...file.tracks.map(trackLine));
    const problem = this.#unplayable.has(file.name) ? UNPLAYABLE : wordsForFile(file);
    part(row, 'file-problem').textContent = problem;
    part(row, 'file-problem').hidden = problem === '';
    const there = isWhole(file) || file.state === 'damaged';
    const who = `${whose(file)}, ${file.name}`;
    this.#button(row, 'file-download', `Download ${who}`, there, () => this.#download(file));
    this.#button(row, 'file-copy', `Copy a link to ${who}`, there, () => this.#copy(file));
    return row;
  }

  /** @param {HTMLElement} row @param {string} name @param {string} label @param {boolean} there @param {() => Promise<void>} act */
  #button(row, name, label, there, act) {
    const button = part(row, name, HTMLButtonElement);
    button.hidden = !there;
    button.setAttribute('aria-label', label);
    button.addEventListener('click', async () => {
      button.disabled = true;
      await act().catch(() => this.#notices.tell('The server gave no link: try again in a moment'));
      button.disabled = false;
    });
  }

  /** @param {RecordingFile} file */
  async #download(file) {
    const url = new URL(await this.#url(file, PLAY_SECONDS));
    url.searchParams.set('download', '1');
    const link = element('a', '');
    link.href = url.href;
    link.download = '';
    link.click();
  }

  /** @param {RecordingFile} file */
  async #copy(file) {
    const words = this.#hasToken() ? 'Link copied: it is good for 24 hours' : 'Link copied';
    await copy(await this.#url(file, COPY_SECONDS), words, this.#notices);
  }

  /** @param {RecordingFile} file @param {number} seconds */
  async #url(file, seconds) {
    const urls = this.#details ? await this.#urls(this.#details, seconds) : new Map();
    return urls.get(file.name) ?? this.#api.address(file.url);
  }
}

/** @param {RecordingFile} file */
const isPlayable = (file) => isWhole(file) && file.durationMillis > 0;

/** @param {RecordingFile} file */
const whose = ({ participant, participantName }) => participantName || participant;

/** @param {import('./recordings-api.js').RecordingTrack} track */
function trackLine(track) {
  const line = element('li', 'file__track', wordsForTrack(track));
  const gaps = wordsForGaps(track);
  if (gaps) {
    line.append(element('span', 'file__gaps', `Missing: ${gaps}`));
  }
  return line;
}
