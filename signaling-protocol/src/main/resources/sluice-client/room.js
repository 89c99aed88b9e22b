import { AudioOnly } from './audio-only.js';
import { SluiceError } from './errors.js';
import { Link } from './link.js';
import { watchPage } from './page-events.js';
import { Permissions } from './permissions.js';
import { Publisher } from './publisher.js';
import { Recording } from './recording.js';
import { Roster } from './roster.js';
import { socketUrl } from './signaling.js';
import { Slots } from './slots.js';
import { StatsReader, describeReceived, describeSent } from './stats.js';

/** After a fresh join the others may be on their way back as well: so long, in ms, they are not taken for gone. */
const RETURN_PATIENCE = 8_000;

/** What an application holds; the parts behind it know the server, this class only joins them. See sluice.d.ts. */
export class Room extends EventTarget {
  #name;
  #link;
  #roster;
  #slots;
  #publisher;
  #recording;
  #permissions = new Permissions();
  #token;
  /** What a fresh join says of us. */
  #self;
  #identityGiven = false;
  #returnTimer;
  #stats = new StatsReader();
  #audioOnly;
  #listening = false;
  #news = [];
  #stopWatching = () => {};

  static async connect(url, options) {
    const room = new Room(url, options);
    const stopWatching = watchPage(null, { back: () => room.#link.nudge() });
    await room.#link.connect(options.signal).finally(stopWatching);
    room.#start(options.signal);
    room.audioFallback = options.audioFallback ?? false;
    return room;
  }

  /** Applications use `Room.connect`. */
  constructor(url, options) {
    super();
    const { room, token, identity, name, metadata, traceparent } = options;
    this.#name = room;
    this.#token = token;
    this.#self = { identity, name, metadata };
    this.#link = new Link(
      {
        url: socketUrl(url, room),
        room,
        join: async () => ({
          room,
          token: await this.#currentToken(),
          ...this.#self,
          traceparent: typeof traceparent === 'function' ? await traceparent() : traceparent,
        }),
        rtc: {
          configuration: options.rtcConfiguration,
          audioSlots: options.audioSlots ?? 3,
          videoSlots: options.videoSlots ?? 6,
          publish: options.publish ?? true,
        },
        connectTimeout: options.connectTimeout ?? 0,
        reconnectTimeout: options.reconnectTimeout ?? 60_000,
        allowMoveTo: options.allowMoveTo,
        reconsider: (refusal) => this.#reconsider(refusal),
      },
      this.#hooks(options.onRetry ?? (() => {})),
    );
    this.#roster = new Roster((type, detail) => this.#news.push([type, detail]));
    this.#publisher = new Publisher(this.#roster, this.#link);
    this.#slots = new Slots(
      this.#roster,
      this.#link,
      (type, detail) => this.#emit(type, detail),
      () => this.#tellNews(),
    );
    // what the application asks for has rates of its own
    const reader = new StatsReader();
    this.#audioOnly = new AudioOnly(
      {
        // a line that is full of video may be what keeps signaling away
        stats: () => (this.#link.session?.mediaState === 'connected' ? this.#readStats(reader, (publication) => !publication.mutedForOthers) : null),
        sendVideo: (send) => this.#publisher.pauseVideo(!send).catch(() => {}),
        receiveVideo: (level) => this.#slots.limitVideo(level),
      },
      (type, detail) => this.#emit(type, detail),
    );
    this.#recording = new Recording(
      (message) => this.#link.request(message),
      (recording) => this.#emit('recordingChanged', { recording }),
    );
  }

  get name() {
    return this.#name;
  }

  get state() {
    return this.#link.state;
  }

  get metadata() {
    return this.#roster.metadata;
  }

  get recording() {
    return this.#recording.current;
  }

  get mayRecord() {
    return this.#recording.allowed;
  }

  get permissions() {
    return this.#permissions.current;
  }

  get localParticipant() {
    return this.#roster.local;
  }

  get participants() {
    return this.#roster.others;
  }

  get publications() {
    return [...this.#publisher.publications];
  }

  get subscriptions() {
    return this.#slots.subscriptions;
  }

  get videoPaused() {
    return this.#audioOnly.paused;
  }

  get audioFallback() {
    return this.#audioOnly.enabled;
  }

  set audioFallback(enabled) {
    this.#audioOnly.enable(enabled && this.state !== 'closed');
  }

  resumeVideo() {
    this.#audioOnly.resume();
  }

  get peerConnection() {
    return this.#link.session?.connection;
  }

  async publish(track, options) {
    return this.#publisher.publish(track, options);
  }

  async unpublish(track) {
    await this.#publisher.unpublish(track);
  }

  async replaceTrack(publication, track) {
    await this.#publisher.replaceTrack(publication, track);
  }

  async setMuted(track, muted) {
    await this.#publisher.setMuted(track, muted);
  }

  async pin(trackId) {
    await this.#slots.pin(trackId);
  }

  async unpin(trackId) {
    await this.#slots.unpin(trackId);
  }

  setVideoSize(trackId, width, height) {
    this.#slots.setVideoSize(trackId, width, height);
  }

  async send(topic, payload, { to } = {}) {
    await this.#link.request({ type: 'send', topic, payload, to });
  }

  async update({ name, metadata }) {
    await this.#link.request({ type: 'update', name, metadata });
    this.#self = { ...this.#self, ...(name !== undefined && { name }), ...(metadata !== undefined && { metadata }) };
  }

  async updateRoom(metadata) {
    await this.#link.request({ type: 'update_room', metadata });
  }

  async refreshToken(token) {
    await this.#link.refreshToken(token);
    if (typeof this.#token !== 'function') {
      this.#token = token;
    }
  }

  async startRecording({ mode } = {}) {
    await this.#recording.order('start', mode);
  }

  async stopRecording() {
    await this.#recording.order('stop');
  }

  async pauseRecording() {
    await this.#recording.order('pause');
  }

  async resumeRecording() {
    await this.#recording.order('resume');
  }

  tryNow() {
    this.#link.tryNow();
  }

  async leave() {
    this.#link.leave();
  }

  async stats() {
    if (!this.peerConnection) {
      throw new SluiceError('closed', 'the room is left');
    }
    return this.#readStats(this.#stats);
  }

  async #readStats(reader, isSent = () => true) {
    const tracks = [
      ...describeSent(this.publications.filter(isSent), this.localParticipant.id),
      ...describeReceived(this.#slots.bindings),
    ];
    return reader.read(await this.peerConnection.getStats(), tracks);
  }

  #hooks(onRetry) {
    return {
      attach: (session) => this.#publisher.attach(session),
      onJoined: (joined) => this.#joined(joined),
      onAttached: (session) => this.#listening && this.#slots.attach(session),
      onDetached: () => {
        this.#publisher.detach();
        this.#slots.detach();
      },
      onMessage: (message) => this.#receive(message),
      onRetry: (attempt) => onRetry({ ...attempt, tryNow: () => this.#link.tryNow() }),
      onReconnecting: (attempt) => {
        this.#audioOnly.broken();
        this.#emit('reconnecting', attempt);
      },
      onReconnected: (resumed) => {
        this.#publisher.resumed().catch(() => {});
        this.#audioOnly.reconnected();
        // what could not be told meanwhile
        this.#slots.reconcile();
        this.#emit('reconnected', { resumed });
      },
      onClosed: (code, message) => {
        this.#stopWatching();
        clearTimeout(this.#returnTimer);
        this.#audioOnly.stop();
        this.#slots.close();
        this.#emit('closed', { code, message });
      },
    };
  }

  #joined(joined) {
    const afresh = !joined.resumed && Boolean(this.#roster.local);
    this.#roster.load(joined, { patiently: afresh });
    this.#recording.load(joined);
    this.#permissions.load(joined);
    this.#publisher.rosterChanged();
    this.#slots.load(joined.slots);
    // who comes back is known by the same id again
    this.#identityGiven ||= this.#self.identity === undefined;
    this.#self.identity ??= joined.participant.id;
    if (afresh) {
      clearTimeout(this.#returnTimer);
      this.#returnTimer = setTimeout(() => {
        this.#roster.giveUpMissing();
        this.#slots.reconcile();
      }, RETURN_PATIENCE);
    }
  }

  /** An id that the server gave out is no wish of the application: without it, it may let us in. */
  #reconsider({ code }) {
    if (!this.#identityGiven || !this.#self.identity || !['forbidden', 'identity_in_use'].includes(code)) {
      return false;
    }
    this.#self.identity = undefined;
    return true;
  }

  /** Events begin one task after `connect` resolved, so that the caller has added its listeners. */
  #start(signal) {
    this.#news.length = 0;
    setTimeout(() => {
      this.#listening = true;
      if (this.state !== 'closed') {
        this.#slots.attach(this.#link.session);
      }
    });
    this.#stopWatching = watchPage(signal, {
      back: () => this.#link.nudge(),
      away: (persisted) => !persisted && this.#link.leave(),
      abort: () => this.#link.leave('aborted', 'the signal was aborted'),
    });
  }

  #receive(message) {
    switch (message.type) {
      case 'slots':
        this.#slots.update(message.slots);
        break;
      case 'active_speakers':
        this.#emit('activeSpeakers', { speakers: message.speakers });
        break;
      case 'quality':
        this.#emit('connectionQuality', { qualities: message.qualities });
        break;
      case 'recording':
        this.#recording.update(message.recording);
        break;
      case 'permissions':
        this.#permissionsChanged(message.permissions);
        break;
      case 'draining':
        this.#emit('draining', { deadlineSeconds: message.deadlineSeconds ?? null, moveTo: message.moveTo ?? null });
        break;
      case 'draining_ended':
        this.#emit('drainingEnded', {});
        break;
      case 'token_expiring':
        this.#tokenExpiring(message.seconds);
        break;
      case 'message':
        this.#emit('message', { from: message.from, topic: message.topic, payload: message.payload });
        break;
      default:
        if (this.#roster.apply(message)) {
          this.#rosterChanged(message);
        }
    }
  }

  #rosterChanged(message) {
    if (message.type === 'track_updated') {
      this.#publisher.toldByServer(message.track);
    }
    this.#publisher.rosterChanged();
    this.#slots.reconcile();
  }

  #permissionsChanged(permissions) {
    this.#permissions.update(permissions);
    this.#recording.permit(permissions.record);
    this.#publisher.keepOnly(({ kind, source }) => this.#permissions.permits(kind, source));
    this.#emit('permissionsChanged', { permissions: this.permissions });
  }

  /** Who gave a function for tokens is asked for the next one. */
  #tokenExpiring(seconds) {
    this.#emit('tokenExpiring', { seconds });
    if (typeof this.#token === 'function') {
      this.#currentToken()
        .then((token) => this.refreshToken(token))
        .catch(() => {});
    }
  }

  async #currentToken() {
    return typeof this.#token === 'function' ? this.#token() : this.#token;
  }

  #tellNews() {
    for (const [type, detail] of this.#news.splice(0)) {
      this.#emit(type, detail);
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
