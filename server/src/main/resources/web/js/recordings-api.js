// @ts-check
import { linkOf, parseLinks } from '../client/link-header.js';
import { request } from './api-request.js';

/**
 * One recording of the list.
 *
 * @typedef {object} RecordingItem
 * @property {string} id
 * @property {string} room
 * @property {'recording' | 'recovering' | 'finished' | 'interrupted'} state
 * @property {string} [stopReason]
 * @property {string} mode
 * @property {string} startedBy a participant's id, `api` or `automatic`
 * @property {string} start ISO 8601
 * @property {string} [end]
 * @property {number} durationMillis
 * @property {number} files how many
 * @property {number} bytes
 * @property {{ id: string, name: string }[]} participants
 * @property {boolean} local whether a file is on the server
 * @property {boolean} remote whether a file is in a store
 *
 * @typedef {object} RecordingTrack
 * @property {'audio' | 'video'} kind
 * @property {string} source
 * @property {string} codec
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [channels]
 * @property {number} packetsLost
 * @property {{ offsetMillis: number, durationMillis: number, reason: string }[]} gaps
 * @property {number} [gapsLeftOut]
 *
 * @typedef {object} RecordingFile
 * @property {string} name
 * @property {string} participant
 * @property {string} participantName
 * @property {'writing' | 'finished' | 'recovered' | 'damaged'} state
 * @property {number} offsetMillis from the recording's start
 * @property {number} durationMillis
 * @property {number} bytes
 * @property {string} url
 * @property {string} [contentType]
 * @property {boolean} [local]
 * @property {boolean} [remote]
 * @property {string} [note]
 * @property {RecordingTrack[]} tracks
 *
 * @typedef {Omit<RecordingItem, 'files' | 'participants' | 'bytes' | 'local' | 'remote'> & { files: RecordingFile[] }} RecordingDetails
 */

/** The recordings of a server. */
export class RecordingsApi {
  #base;
  #token;

  /**
   * @param {string} base the address of a page in `/web/`
   * @param {() => string} token the present one, or empty
   */
  constructor(base, token) {
    this.#base = new URL('..', base);
    this.#token = token;
  }

  /**
   * The newest first.
   *
   * @param {{ room?: string, limit: number }} query
   * @returns {Promise<{ recordings: RecordingItem[], next: string | null }>} next: where the rest begins
   */
  list({ room = '', limit }) {
    const query = new URLSearchParams({ view: 'recordings', limit: String(limit), ...(room && { room }) });
    return this.#page(`api/records?${query}`);
  }

  /** @param {string} next */
  more(next) {
    return this.#page(next);
  }

  /** @param {string} id @returns {Promise<RecordingDetails>} */
  async details(id) {
    return (await this.#request('GET', `api/records/${encodeURIComponent(id)}`)).json();
  }

  /**
   * Addresses of a recording's files that are good without a token for a while, by the files' names.
   *
   * @param {string} id
   * @param {number} seconds
   * @returns {Promise<Map<string, string>>}
   */
  async links(id, seconds) {
    const response = await this.#request('POST', `api/records/${encodeURIComponent(id)}/link?seconds=${seconds}`);
    const { files } = await response.json();
    return new Map(
      files.map((/** @type {{ name: string, url: string }} */ { name, url }) => [name, this.address(url)]),
    );
  }

  /** @param {string} id */
  async remove(id) {
    await this.#request('DELETE', `api/records/${encodeURIComponent(id)}`);
  }

  /** A path that the server gave, as an address of that server. @param {string} path */
  address(path) {
    // a server behind a proxy may stand below a path of its own
    return new URL(path.replace(/^\/+/, ''), this.#base).href;
  }

  /** @param {string} path */
  async #page(path) {
    const response = await this.#request('GET', path);
    const next = linkOf(parseLinks(response.headers.get('Link')), 'next')?.target ?? null;
    return { recordings: /** @type {RecordingItem[]} */ (await response.json()), next };
  }

  /** @param {string} method @param {string} path */
  #request(method, path) {
    return request(this.address(path), { method, token: this.#token() });
  }
}
