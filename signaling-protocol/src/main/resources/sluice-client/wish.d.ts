/**
 * WHIP and WHEP for browsers: `import { WhipPublisher, WhepPlayer } from './wish.js'`.
 *
 * Both keep their session alive: candidates are trickled, lost media gets an ICE restart, a lost session a new one. They
 * are good for one `publish()` or `play()`.
 */
import type { SluiceError, TrackStats } from './sluice.js';

export { SluiceError };

/** An HTTP answer that is not what was asked for. */
export class HttpError extends SluiceError {
  readonly status: number;
  /** Of `Retry-After`, in ms; null when the server said nothing. */
  readonly retryAfterMillis: number | null;
}

/**
 * - `connecting`: the first attempt
 * - `connected`: media flows
 * - `waiting`: the server asked to come again later (409, 429, 503)
 * - `reconnecting`: the session was lost
 * - `closed`: for good
 */
export type WishState = 'idle' | 'connecting' | 'connected' | 'waiting' | 'reconnecting' | 'closed';

export interface WishOptions {
  /** A string, or a function that fetches one; it is asked before each new session. */
  token?: string | (() => string | Promise<string>);
  /** The application's trace (W3C Trace Context), which the server's trace of each new session continues. */
  traceparent?: string | (() => string | Promise<string>);
  /** Ends it when it fires. */
  signal?: AbortSignal;
  /** More for the RTCPeerConnection. Without `iceServers` those of the server are used. */
  rtcConfiguration?: RTCConfiguration;
  /**
   * For how long, in ms, to try to get in at all while the server cannot be reached or takes nobody in for now. Default 0
   * for publishers (the first refusal is final), without end for players.
   */
  connectTimeout?: number;
  /** How long to try to come back after a loss, in ms. Default 60000 for publishers, without end for players. */
  reconnectTimeout?: number;
  /**
   * Where the server may send us by events or redirects, or open our session, and be shown the token, besides the host of
   * the endpoint: origins such as `https://b.example` or `https://*.example`, or a function that says so. Default: nowhere.
   */
  allowMoveTo?: readonly string[] | ((url: URL) => boolean);
}

export interface StateDetail {
  state: WishState;
  /**
   * Why, for `waiting`, `reconnecting` and `closed`: `unauthorized`, `forbidden`, `not_found`, `conflict` (WHEP: nobody
   * publishes; WHIP: somebody else does), `too_many_requests`, `unavailable`, `rejected`, `server_error`,
   * `connection_lost`, `timeout`, `no_media`, `negotiation_failed`, `invalid_answer`, `ended` (by the server, which has
   * somebody else in our place), `stopped` or `aborted`.
   */
  code: string | null;
  message: string | null;
  /** When the next attempt is, for `waiting` and `reconnecting`. */
  retryMillis: number | null;
  /** Which attempt that is, from 1. */
  attempt: number | null;
}

export interface WishStats {
  timestamp: number;
  /** Of the whole connection; null when unknown. */
  roundTripMillis: number | null;
  availableSendBitrateBps: number | null;
  sendBitrateBps: number;
  receiveBitrateBps: number;
  tracks: TrackStats[];
}

declare class WishClient<Events> extends EventTarget {
  readonly state: WishState;
  /** For inspection; another object after a new session. */
  readonly peerConnection: RTCPeerConnection | null;
  readonly sessionUrl: string | null;

  /** While waiting or reconnecting: makes the next attempt at once. */
  tryNow(): void;

  /** Resolves when the server was told. A page that goes away stops by itself. */
  stop(): Promise<void>;

  /** Rates are those since the previous call; null without a session. */
  stats(): Promise<WishStats | null>;

  addEventListener<K extends keyof Events>(
    type: K,
    listener: ((event: CustomEvent<Events[K]>) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

export interface VideoOptions {
  /** One of `WhipPublisher.codecs('video')`, or such a name without `video/`. Default: whatever both sides like. */
  codec?: string;
  /** Of the largest encoding, in bit/s. */
  maxBitrate?: number;
  maxFramerate?: number;
  /** How many encodings, each half the size of the next; `true` for three. Default 1. */
  simulcast?: boolean | 1 | 2 | 3;
  /** Of each encoding, for example `L3T3_KEY`. */
  scalabilityMode?: string;
  /** Default `camera`. */
  source?: 'camera' | 'screen';
}

export interface AudioOptions {
  /** Two channels. The track has to have them, too. */
  stereo?: boolean;
  /** In bit/s. */
  bitrate?: number;
}

export interface PublishOptions extends WishOptions {
  /** The WHIP endpoint; relative to the page. */
  url: string | URL;
  video?: VideoOptions;
  audio?: AudioOptions;
}

export class WhipPublisher extends WishClient<{ state: StateDetail }> {
  /** The codecs of a kind that this browser can send, as `video/VP8`, its favourites first. */
  static codecs(kind: 'audio' | 'video'): string[];

  /**
   * Publishes at most one audio and one video track. Resolves when media flows; without `connectTimeout` the first
   * refusal is final.
   *
   * @throws SluiceError
   */
  publish(stream: MediaStream, options: PublishOptions): Promise<void>;

  track(kind: 'audio' | 'video'): MediaStreamTrack | null;

  /** Sends another track in place of the one of its kind, or none. A kind that was not published takes a new session. */
  replaceTrack(kind: 'audio' | 'video', track: MediaStreamTrack | null): Promise<void>;

  limitVideo(limits: { maxBitrate?: number; maxFramerate?: number }): Promise<void>;
}

export interface Layer {
  /** Index of its section, for `LayerChoice`. */
  mediaId: string;
  rid: string | null;
  spatialLayerId: number | null;
  temporalLayerId: number | null;
  bitrateBps: number;
  /** null when unknown. */
  width: number | null;
  height: number | null;
  active: boolean;
}

export interface LayerChoice {
  mediaId?: string;
  rid?: string;
  spatialLayerId?: number;
  temporalLayerId?: number;
  maxWidth?: number;
  maxHeight?: number;
}

export interface PlayOptions extends WishOptions {
  /** How many pictures to receive at once. Default 1. */
  videos?: number;
  /** Default 1. */
  audios?: number;
}

export interface PlayedRecording {
  state: 'off' | 'recording' | 'paused';
  /** When the recording began, or the last one ended: ms since the Unix epoch, by the server's clock. */
  since: number | null;
}

export interface WhepEvents {
  state: StateDetail;
  /** Other streams are received; none after a loss. */
  streams: { streams: MediaStream[] };
  /** Somebody publishes again. */
  active: Record<string, never>;
  /** Nobody publishes; the session stays for a while. */
  inactive: Record<string, never>;
  layers: { layers: Layer[] };
  viewercount: { viewers: number };
  /** Told by Sluice only: the room's recording began, ended, was paused or resumed; also at the beginning when it goes on. */
  recording: { recording: PlayedRecording };
  /** The server sends us to another session. */
  reconnect: Record<string, never>;
}

export class WhepPlayer extends WishClient<WhepEvents> {
  /** What is received, the i-th picture with the i-th sound. */
  readonly streams: readonly MediaStream[];
  /** Whether something is published now; null while that is unknown. */
  readonly active: boolean | null;
  /** null while that is unknown. */
  readonly viewers: number | null;
  /** Whether the room is recorded; null while that is unknown, and when it has not been recorded since `play()`. */
  readonly recording: PlayedRecording | null;
  readonly layers: readonly Layer[];
  readonly canChooseLayer: boolean;
  readonly chosenLayer: LayerChoice | null;

  /**
   * Plays until it is stopped: while nobody publishes it waits. Resolves when media flows.
   *
   * @throws SluiceError when the server refuses for good
   */
  play(url: string | URL, options?: PlayOptions): Promise<void>;

  /** Asks for a layer, in later sessions as well; null gives the choice back to the server. */
  chooseLayer(choice: LayerChoice | null): Promise<void>;

  /**
   * `latencyMillis` is how far what is shown lies behind what the server sends: half a round trip, and the time from the
   * first packet of a picture to its decoding. null while unknown. What comes before the server is not in it.
   */
  stats(): Promise<(WishStats & { latencyMillis: number | null }) | null>;
}
