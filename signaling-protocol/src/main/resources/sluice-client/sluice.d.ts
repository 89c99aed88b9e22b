/**
 * The browser client of Sluice: `import { Room } from './sluice.js'`.
 *
 * Applications see participants and tracks. Receive slots, offers, reconnection and ICE restarts stay inside.
 */

export type TrackKind = 'audio' | 'video';
export type TrackSource = 'microphone' | 'camera' | 'screen' | 'screen_audio' | 'other';
export type Metadata = Record<string, string>;

/** A published track as everybody in the room sees it. */
export interface TrackInfo {
  readonly id: string;
  /** Id of the publisher. */
  readonly participant: string;
  readonly mid: string;
  readonly kind: TrackKind;
  readonly source: TrackSource;
  /** In lower case, for example `vp8`. */
  readonly codec: string;
  readonly label: string;
  readonly muted: boolean;
  readonly mutedByOperator: boolean;
  readonly simulcast: boolean;
}

/** A snapshot: a change brings a new object and an event. */
export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly metadata: Metadata;
  /** False while the server waits for it to come back. */
  readonly connected: boolean;
  readonly tracks: readonly TrackInfo[];
}

/** One's own published track; lives across reconnections, where `trackId` may change. */
export interface Publication {
  readonly track: MediaStreamTrack;
  /** The server's id of the track; null while it is (re)published. */
  readonly trackId: string | null;
  readonly kind: TrackKind;
  readonly source: TrackSource;
  readonly label: string;
  readonly simulcast: boolean;
  readonly muted: boolean;
  /** While the network carries no video (`audioFallback`): nothing is sent, and others see it muted. */
  readonly paused: boolean;
  /** While an operator keeps it muted: `setMuted(…, false)` is `forbidden` until the operator allows it. */
  readonly mutedByOperator: boolean;
}

/** What the token allows. */
export interface Permissions {
  /** `screen` is for sources `screen` and `screen_audio`, `data` for `send` and `updateRoom`. */
  readonly publish: readonly ('audio' | 'video' | 'screen' | 'data')[];
  /** Whether others' tracks are received. */
  readonly subscribe: boolean;
  /** Whether the others do not learn of this participant. */
  readonly hidden: boolean;
  readonly record: boolean;
}

/** What is received now. */
export interface Subscription {
  /** The receiver's track. The same object may show another source later: watch `trackUnsubscribed`. */
  readonly track: MediaStreamTrack;
  readonly trackId: string;
  readonly participant: Participant;
  readonly source: TrackSource;
  readonly kind: TrackKind;
  readonly muted: boolean;
}

export interface Recording {
  readonly state: 'off' | 'recording' | 'paused';
  /** When the recording began, or the last one ended: ms since the Unix epoch, by the server's clock. null before the first. */
  readonly since: number | null;
  /** Who brought this state about: a participant's id, `api` or `automatic`; null when it came about by itself. */
  readonly by: string | null;
  /**
   * Why the last one ended: `requested`, `room_ended` (nobody published any more), `shutdown`, `disk_full`, `disk_error`,
   * `fault`; null while one goes on.
   */
  readonly reason: string | null;
}

/** `participant`: sound and picture of a participant share a file; `track`: each track has its own. */
export type RecordingMode = 'participant' | 'track';

export interface ConnectOptions {
  /** 1 to 64 letters, digits, `_` or `-`. */
  room: string;
  /**
   * A string, or a function that fetches one; it is asked again before a fresh join, and when the server says that the
   * session ends with its token soon.
   */
  token?: string | (() => string | Promise<string>);
  /** The participant's id, made as room names are; the server gives one out when absent. */
  identity?: string;
  /** For people. */
  name?: string;
  metadata?: Metadata;
  /**
   * The application's trace (W3C Trace Context), which the server's trace of the join continues. A string, or a function
   * that makes one for each fresh join.
   */
  traceparent?: string | (() => string | Promise<string>);
  /** How many remote audio tracks can be heard at once. Default 3. */
  audioSlots?: number;
  /** How many remote video tracks can be seen at once. Default 6. */
  videoSlots?: number;
  /** False leaves the sending sections out of the first offer, for those who only watch. Default true. */
  publish?: boolean;
  /** Gives up connecting, or leaves the room when it fires later. */
  signal?: AbortSignal;
  /** Begins with `audioFallback` on. Default false. */
  audioFallback?: boolean;
  /**
   * For how long, in ms, to try to get in at all while the server cannot be reached, or takes nobody in for now. Default 0:
   * the first refusal is final.
   */
  connectTimeout?: number;
  /** Hears of each pause before another attempt while `connect` is under way. */
  onRetry?: (attempt: Attempt & { tryNow: () => void }) => void;
  /** How long to try to come back after a loss, in ms. Default 60000. */
  reconnectTimeout?: number;
  /**
   * Where the server may send us, and the token with us, besides the host of `url`: origins such as
   * `https://b.example` or `https://*.example`, or a function that says so. Default: nowhere.
   */
  allowMoveTo?: readonly string[] | ((url: URL) => boolean);
  /**
   * More for the RTCPeerConnection: `iceTransportPolicy: 'relay'` for TURN alone; `iceServers` instead of those that
   * the server tells.
   */
  rtcConfiguration?: RTCConfiguration;
}

export interface PublishOptions {
  /** Default: `microphone` for audio, `camera` for video. */
  source?: TrackSource;
  /** For people; default the track's own label. */
  label?: string;
  /** Three encodings at a quarter, a half and full size. Default true for cameras, false for others. */
  simulcast?: boolean;
  /** Upper limit in bit/s: of a simulcast track's largest encoding or of the only one. */
  maxBitrate?: number;
  /** Begins muted. Default: the opposite of `track.enabled`. */
  muted?: boolean;
}

export interface SendOptions {
  /** Participant ids; everybody else when absent. */
  to?: string[];
}

export type RoomState = 'connecting' | 'connected' | 'reconnecting' | 'closed';
/** 0 lost, 1 poor, 2 fair, 3 good. */
export type QualityGrade = 0 | 1 | 2 | 3;

/** One attempt to get in or to come back. */
export interface Attempt {
  /** What broke: the WebSocket, media alone, or the server went away and said so. */
  reason: 'signaling' | 'media' | 'server';
  /** Why the last attempt failed, or the connection ended: the server's code, `connection_lost`, `media_lost` or `timeout`. */
  code: string;
  /** From 1. */
  attempt: number;
  /** How long it waits, from now. */
  nextAttemptInMs: number;
}

/** `event.detail` of every event. */
export interface RoomEvents {
  participantJoined: { participant: Participant };
  participantLeft: { participant: Participant; reason: string };
  /** Name, metadata, connectedness or tracks changed. */
  participantUpdated: { participant: Participant };
  /** Somebody (perhaps oneself) published a track; it is not necessarily received. */
  trackPublished: { participant: Participant; trackInfo: TrackInfo };
  trackUnpublished: { participant: Participant; trackInfo: TrackInfo };
  /** A remote track is received: attach `track` to an element. */
  trackSubscribed: Subscription;
  /** It no longer is: detach it. `track` may be subscribed again for another `trackId` right after. */
  trackUnsubscribed: Subscription;
  trackMuted: { trackId: string; participant: Participant; source: TrackSource };
  trackUnmuted: { trackId: string; participant: Participant; source: TrackSource };
  /** Who speaks, the dominant speaker first; `level` from 0 (silent) to 127. */
  activeSpeakers: { speakers: { participant: string; level: number }[] };
  connectionQuality: {
    qualities: {
      participant: string;
      grade: QualityGrade;
      receiveLoss: number;
      sendLoss: number;
      /** -1 when unknown. */
      roundTripMillis: number;
    }[];
  };
  /** The server is going away; the call goes on until it says `closed`, upon which the client comes back by itself. */
  draining: { deadlineSeconds: number | null; moveTo: string | null };
  /** The server stays after all. */
  drainingEnded: Record<string, never>;
  /** Signaling or media is lost and the client works on it: before each attempt. */
  reconnecting: Attempt;
  /**
   * `resumed` is false when the room had to be joined afresh; tracks, mutes, pins, sizes, name and metadata are as before.
   * Those who have not come back yet are not `connected` for some seconds, then they have left.
   */
  reconnected: { resumed: boolean };
  /** The network carries no video this way: sound goes on alone. */
  videoPaused: { direction: 'send' | 'receive'; reason: 'network' };
  /** It is tried again; where it still does not fit, `videoPaused` follows. */
  videoResumed: { direction: 'send' | 'receive' };
  message: { from: string; topic: string; payload: string };
  roomUpdated: { metadata: Metadata };
  recordingChanged: { recording: Recording };
  /** Another token allows something else; what it does not allow has ended. */
  permissionsChanged: { permissions: Permissions };
  /** The session ends with its token unless `refreshToken` brings another, which a `token` function does by itself. */
  tokenExpiring: { seconds: number };
  /** The last event. `code` is the server's, or `left`, `aborted`, `connection_lost`. */
  closed: { code: string; message: string };
}

export interface TrackStats {
  /** null for a publication that the server does not have at the moment; of WHIP and WHEP the mid. */
  trackId: string | null;
  participant: string;
  direction: 'send' | 'receive';
  kind: TrackKind;
  source: TrackSource;
  /** Since the previous call of `stats()`; 0 at the first. */
  bitrateBps: number;
  /** Fraction of packets lost since the previous call, 0 to 1. */
  loss: number;
  /** null when unknown. */
  roundTripMillis: number | null;
  jitterMillis: number | null;
  /** For example `video/VP8`; null when unknown. */
  codec: string | null;
  width: number | null;
  height: number | null;
  framesPerSecond: number | null;
  /** Received video only. */
  framesDropped: number | null;
  freezeCount: number | null;
  /** From the first packet of a received picture to its decoding, on average since the previous call. */
  delayMillis: number | null;
  /** One per simulcast encoding that is sent, small to large; one without rid otherwise. */
  encodings: {
    rid: string | null;
    bitrateBps: number;
    width: number | null;
    height: number | null;
    framesPerSecond: number | null;
    active: boolean;
    /** `none`, `cpu`, `bandwidth` or `other`; null when unknown. */
    limitedBy: string | null;
    /** What encodes it, for example `libvpx`; null when the browser does not say. */
    encoder: string | null;
  }[];
}

export interface RoomStats {
  timestamp: number;
  /** Of the whole connection; null when unknown. */
  roundTripMillis: number | null;
  availableSendBitrateBps: number | null;
  sendBitrateBps: number;
  receiveBitrateBps: number;
  tracks: TrackStats[];
}

/** A request that was refused (`code` is one of the server's) or could not be made. */
export class SluiceError extends Error {
  readonly code: string;
}

export class Room extends EventTarget {
  /**
   * Joins a room.
   *
   * @param url the server's WebSocket, for example `wss://example.org/api/ws`; http(s) and relative addresses do too
   * @throws SluiceError when refused; DOMException `AbortError` when `signal` fires
   */
  static connect(url: string | URL, options: ConnectOptions): Promise<Room>;

  readonly name: string;
  readonly state: RoomState;
  readonly metadata: Metadata;
  readonly recording: Recording;
  /** Whether this participant may start, stop, pause and resume the recording. */
  readonly mayRecord: boolean;
  readonly permissions: Permissions;
  readonly localParticipant: Participant;
  /** All others by id. */
  readonly participants: ReadonlyMap<string, Participant>;
  /** One's own tracks. */
  readonly publications: readonly Publication[];
  /** What is received now, by track id. Those that began before a listener was added are here. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  /** The live connection, for inspection; another object after a fresh join. */
  readonly peerConnection: RTCPeerConnection;

  /**
   * Whether to go on with sound alone while the network carries no video. Each way by itself: what is sent is stopped, and
   * muted for the others; what is received goes down to the smallest encodings, then to none. It is tried again by
   * itself, at growing intervals. Switching it off brings all video back.
   */
  audioFallback: boolean;
  /** Which way there is no video for that reason. */
  readonly videoPaused: { readonly send: boolean; readonly receive: boolean };
  /** Tries with all video at once. */
  resumeVideo(): void;

  publish(track: MediaStreamTrack, options?: PublishOptions): Promise<Publication>;
  /** The caller stops the track when it no longer wants it. */
  unpublish(track: MediaStreamTrack | Publication): Promise<void>;
  /** Sends another track in place of a published one: another camera, say. Nobody notices. */
  replaceTrack(publication: MediaStreamTrack | Publication, track: MediaStreamTrack): Promise<void>;
  /** Also sets `track.enabled`. */
  setMuted(track: MediaStreamTrack | Publication, muted: boolean): Promise<void>;

  /** Keeps a remote track in view (or in ear) whatever the server would choose. */
  pin(trackId: string): Promise<void>;
  /** Gives the choice back to the server. */
  unpin(trackId: string): Promise<void>;
  /** Shown size in CSS pixels times devicePixelRatio; 0 by 0 when hidden, which stops the stream. */
  setVideoSize(trackId: string, width: number, height: number): void;

  send(topic: string, payload: string, options?: SendOptions): Promise<void>;
  /** Changes one's own name or metadata; metadata is replaced as a whole. */
  update(profile: { name?: string; metadata?: Metadata }): Promise<void>;
  updateRoom(metadata: Metadata): Promise<void>;

  /**
   * Shows another token for the same room and participant: what it allows holds at once.
   *
   * @throws SluiceError `unauthorized`, `forbidden` or `too_many_requests`; the former token stays good
   */
  refreshToken(token: string): Promise<void>;

  /**
   * Has the room recorded, or goes on with a recording that is paused. What is so already is no error.
   *
   * @throws SluiceError with code `forbidden`, `recording_unavailable` or `too_many_requests`
   */
  startRecording(options?: { mode?: RecordingMode }): Promise<void>;
  stopRecording(): Promise<void>;
  /** @throws SluiceError `not_recording` */
  pauseRecording(): Promise<void>;
  /** @throws SluiceError `not_recording` */
  resumeRecording(): Promise<void>;

  /** While reconnecting: makes the next attempt at once. */
  tryNow(): void;

  /** Resolves when the server was told; `closed` is dispatched with code `left`. */
  leave(): Promise<void>;

  stats(): Promise<RoomStats>;

  addEventListener<K extends keyof RoomEvents>(
    type: K,
    listener: ((event: CustomEvent<RoomEvents[K]>) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof RoomEvents>(
    type: K,
    listener: ((event: CustomEvent<RoomEvents[K]>) => void) | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}
