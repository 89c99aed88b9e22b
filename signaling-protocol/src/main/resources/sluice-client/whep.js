import { SluiceError } from './errors.js';
import { linkOf } from './link-header.js';
import { withOpus } from './opus.js';
import { WhepEvents } from './whep-events.js';
import { WishClient } from './wish-client.js';
import { refusal, request } from './wish-request.js';

const LAYER_RELATION = 'urn:ietf:params:whep:ext:core:layer';

/** Plays by WHEP, draft-ietf-wish-whep. See wish.d.ts. */
export class WhepPlayer extends WishClient {
  #videos = 1;
  #audios = 1;
  #streams = [];
  #events = null;
  #active = null;
  #viewers = null;
  #recording = null;
  #layers = [];
  #choice = null;

  async play(
    url,
    { videos = 1, audios = 1, connectTimeout = Infinity, reconnectTimeout = Infinity, ...options } = {},
  ) {
    this.#videos = videos;
    this.#audios = audios;
    await this.start(url, { ...options, connectTimeout, reconnectTimeout });
  }

  /** What is received, the i-th picture with the i-th sound. */
  get streams() {
    return this.#streams;
  }

  /** Whether something is published now; null while that is unknown. */
  get active() {
    return this.#active;
  }

  /** Null while that is unknown. */
  get viewers() {
    return this.#viewers;
  }

  /** Whether the room is recorded; null while that is unknown. */
  get recording() {
    return this.#recording;
  }

  /** The last that was told; empty without a session or when the server tells nothing. */
  get layers() {
    return this.#layers;
  }

  get canChooseLayer() {
    return Boolean(this.#layerUrl);
  }

  /** What was chosen, which also goes for later sessions; null for the server's choice. */
  get chosenLayer() {
    return this.#choice;
  }

  /**
   * Asks for a layer.
   *
   * @param choice null gives the choice back to the server
   * @throws HttpError when the server refuses it
   */
  async chooseLayer(choice) {
    this.#choice = choice;
    if (this.session) {
      await this.#sendChoice();
    }
  }

  /** How far what is shown lies behind what the server sends, besides the usual statistics. */
  async stats() {
    const stats = await super.stats();
    const delays = stats?.tracks.filter(({ kind }) => kind === 'video').map(({ delayMillis }) => delayMillis) ?? [];
    const known = delays.filter((delay) => delay !== null);
    return stats && { ...stats, latencyMillis: latency(known, stats.roundTripMillis) };
  }

  prepare(connection) {
    for (let video = 0; video < this.#videos; video++) {
      connection.addTransceiver('video', { direction: 'recvonly' });
    }
    for (let audio = 0; audio < this.#audios; audio++) {
      connection.addTransceiver('audio', { direction: 'recvonly' });
    }
  }

  /** Browsers play two channels only when they said so. */
  shape(sdp) {
    return withOpus(sdp, { stereo: 1 });
  }

  opened({ connection, session }) {
    this.#streams = streamsOf(connection);
    this.#active = true;
    this.#recording = null;
    this.emit('streams', { streams: this.#streams });
    this.#events = new WhepEvents(session, (name, data) => this.#told(name, data));
    if (this.#choice) {
      // a layer that this session does not have is the server's to choose
      this.#sendChoice().catch(() => {});
    }
  }

  lost() {
    this.#events?.close();
    this.#events = null;
    this.#streams = [];
    this.#layers = [];
    this.#active = null;
    this.emit('streams', { streams: [] });
  }

  get #layerUrl() {
    return linkOf(this.session?.links ?? [], LAYER_RELATION)?.target;
  }

  async #sendChoice() {
    const url = this.#layerUrl;
    if (!url) {
      throw new SluiceError('unsupported', 'this server has no layers to choose from');
    }
    const response = await request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(this.#choice ?? {}),
      token: this.session.tokenFor(url),
    });
    if (!response.ok) {
      throw await refusal(response);
    }
  }

  #told(name, data) {
    switch (name) {
      case 'active':
      case 'inactive':
        this.#active = name === 'active';
        this.emit(name, {});
        break;
      case 'layers':
        this.#layers = layersOf(data);
        this.emit('layers', { layers: this.#layers });
        break;
      case 'viewercount':
        if (Number.isFinite(data.viewercount)) {
          this.#viewers = data.viewercount;
          this.emit('viewercount', { viewers: data.viewercount });
        }
        break;
      case 'recording':
        if (['off', 'recording', 'paused'].includes(data.state)) {
          this.#recording = { state: data.state, since: Number.isFinite(data.since) ? data.since : null };
          this.emit('recording', { recording: this.#recording });
        }
        break;
      default:
        this.emit('reconnect', {});
        this.renew(new SluiceError('reconnect', 'the server wants another session'), data.url ?? null);
    }
  }
}

/** The receiving sections in the order of the description. */
function streamsOf(connection) {
  const receiving = connection
    .getTransceivers()
    .filter(({ currentDirection }) => ['recvonly', 'sendrecv'].includes(currentDirection));
  const tracks = (kind) => receiving.map(({ receiver }) => receiver.track).filter((track) => track.kind === kind);
  const videos = tracks('video');
  const audios = tracks('audio');
  return Array.from(
    { length: Math.max(videos.length, audios.length) },
    (_, index) => new MediaStream([videos[index], audios[index]].filter(Boolean)),
  );
}

/** One flat list, in which each knows its section; numbers that are none are unknown. */
function layersOf(data) {
  const number = (value) => (Number.isFinite(value) ? value : null);
  return Object.entries(data).flatMap(([mediaId, layers]) =>
    (Array.isArray(layers) ? layers : []).map((layer) => ({
      mediaId,
      rid: layer.rid ?? null,
      spatialLayerId: number(layer.spatialLayerId),
      temporalLayerId: number(layer.temporalLayerId),
      bitrateBps: number(layer.bitrate) ?? 0,
      width: number(layer.width),
      height: number(layer.height),
      active: layer.bitrate > 0,
    })),
  );
}

/** Half the way there and back, and the time from the first packet of a picture to its decoding. */
function latency(delays, roundTripMillis) {
  return delays.length === 0 ? null : Math.max(...delays) + (roundTripMillis ?? 0) / 2;
}
