// @ts-check
import { request } from './api-request.js';

/**
 * @typedef {object} RoomSummary
 * @property {string} name
 * @property {number} participants
 * @property {number} viewers
 * @property {number} tracks
 * @property {number} subscriptions
 * @property {'off' | 'recording' | 'paused'} recording
 * @property {number} [worstQuality] 0 lost, 1 poor, 2 fair, 3 good
 * @property {number} rtpBytesReceived
 * @property {number} rtpBytesSent
 *
 * @typedef {object} Layer
 * @property {string} [rid]
 * @property {number} index
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} bitrateBps
 * @property {boolean} active
 *
 * @typedef {object} PublishedTrack
 * @property {string} id
 * @property {'audio' | 'video'} kind
 * @property {string} source
 * @property {string} codec
 * @property {string} label
 * @property {boolean} muted
 * @property {boolean} mutedByOperator
 * @property {(Layer & { lost: number, recentLoss: number, jitterMillis: number })[]} encodings
 *
 * @typedef {object} Slot
 * @property {string} mid
 * @property {'audio' | 'video'} kind
 * @property {string} [track]
 * @property {string} [publisher]
 * @property {boolean} pinned
 * @property {{ reason: string, current?: number, target?: number, shown?: number[] }} layer
 * @property {Layer[]} layers
 * @property {number} packets
 * @property {number} recentLoss
 *
 * @typedef {object} Member
 * @property {string} id
 * @property {string} name
 * @property {'participant' | 'publisher' | 'viewer'} role
 * @property {'ws' | 'whip' | 'whep'} protocol
 * @property {string} joined ISO 8601
 * @property {boolean} signalingConnected
 * @property {boolean} mediaConnected
 * @property {0 | 1 | 2 | 3} quality
 * @property {number} receiveLoss
 * @property {number} sendLoss
 * @property {number} [roundTripMillis]
 * @property {number} jitterMillis
 * @property {number} receiveBps
 * @property {number} sendBps
 * @property {{ protocol: string, family: string, local: string, remote: string }} [path]
 * @property {PublishedTrack[]} tracks
 * @property {Slot[]} slots
 *
 * @typedef {object} RoomDetails
 * @property {string} name
 * @property {{ state: 'off' | 'recording' | 'paused', since?: number, by?: string }} recording
 * @property {Member[]} members the first of them
 * @property {number} membersInAll
 *
 * @typedef {object} ServerStatus
 * @property {string} version
 * @property {string} java
 * @property {string} started
 * @property {number} uptimeSeconds
 * @property {{ phase: 'open' | 'draining' | 'stopping', reason?: string }} drain
 * @property {boolean} ready
 * @property {{ name: string, ok: boolean, reason?: string }[]} checks
 * @property {number} rooms
 * @property {number} participants
 * @property {number} viewers
 * @property {{ loop: number, busyRatio: number, maxLagMillis: number }[]} loops
 * @property {{ usedBytes: number, maxBytes: number }} heap
 * @property {{ freeBytes?: number, full: number }} [disk]
 *
 * @typedef {object} Denied
 * @property {{ room: string, participant: string, until: string }[]} participants
 * @property {{ tokenId: string, until: string }[]} tokens
 *
 * @typedef {object} Flights
 * @property {{ id: string, profile: string, seconds: number, since: string }} [current]
 * @property {{ id: string, profile: string, bytes: number, until: string, url: string }[]} kept
 */

/** What the admin API of a server says and does. */
export class AdminApi {
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

  /** @returns {Promise<ServerStatus>} */
  status() {
    return this.#json('GET', 'status');
  }

  /** @returns {Promise<RoomSummary[]>} */
  rooms() {
    return this.#json('GET', 'rooms');
  }

  /** @param {string} room @returns {Promise<RoomDetails>} */
  room(room) {
    return this.#json('GET', roomPath(room));
  }

  /** @returns {Promise<Denied>} */
  denied() {
    return this.#json('GET', 'denied');
  }

  /** @returns {Promise<Flights>} */
  flights() {
    return this.#json('GET', 'jfr');
  }

  /** @param {string} room */
  close(room) {
    return this.#json('POST', `${roomPath(room)}/close`);
  }

  /** @param {string} room @param {'start' | 'stop'} action */
  record(room, action) {
    return this.#json('POST', `${roomPath(room)}/recording`, { action });
  }

  /** @param {string} room @param {string} id @param {number} seconds how long it is kept out */
  kick(room, id, seconds) {
    return this.#json('POST', `${participantPath(room, id)}/kick`, { seconds });
  }

  /** @param {string} room @param {string} id @param {boolean} muted @param {string} [track] all of them without */
  mute(room, id, muted, track) {
    return this.#json('POST', `${participantPath(room, id)}/${muted ? 'mute' : 'unmute'}`, track ? { track } : {});
  }

  /** @param {string} room @param {string} id */
  admit(room, id) {
    return this.#request('DELETE', `denied/rooms/${encodeURIComponent(room)}/${encodeURIComponent(id)}`);
  }

  /** @param {string} reason */
  drain(reason) {
    return this.#json('POST', 'drain', reason ? { reason } : {});
  }

  cancelDrain() {
    return this.#json('DELETE', 'drain');
  }

  /** @param {number} seconds @param {string} profile */
  startFlight(seconds, profile) {
    return this.#json('POST', 'jfr', { seconds, profile });
  }

  /** A file, with the name the server gives it. @param {string} path */
  async file(path) {
    const response = await this.#request('GET', path);
    const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
    return { blob: await response.blob(), name: name ?? 'sluice' };
  }

  /** @param {string} room @param {string} id */
  participantDump(room, id) {
    return this.file(`${participantPath(room, id)}/dump`);
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async #json(method, path, body) {
    return (await this.#request(method, path, body)).json();
  }

  /** @param {string} method @param {string} path below `api/admin/` @param {object} [body] */
  #request(method, path, body) {
    return request(new URL(`api/admin/${path}`, this.#base), { method, token: this.#token(), body });
  }
}

/** @param {string} room */
const roomPath = (room) => `rooms/${encodeURIComponent(room)}`;

/** @param {string} room @param {string} id */
const participantPath = (room, id) => `${roomPath(room)}/participants/${encodeURIComponent(id)}`;
