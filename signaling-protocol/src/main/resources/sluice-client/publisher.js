import { shapeEncodings } from './encodings.js';
import { SluiceError } from './errors.js';
import { SerialQueue } from './serial-queue.js';

/** How long `publish()` waits for the track's id after the server agreed. */
const ANNOUNCEMENT_TIMEOUT = 3_000;

/** One's own published track. `muted` is what the application wants; the server is told. */
class Publication {
  trackId = null;
  muted;
  /** The section of the present session it is sent in. */
  section = null;
  /** The session whose server side was asked to publish it. */
  announcedIn = null;
  /** While the network carries no video: what is muted for the others, though the application wants it shown. */
  paused = false;
  /** What the server was last told, or told us, of `mutedForOthers`. */
  toldMuted = false;
  /** While an operator keeps it muted, which only the operator can change. */
  mutedByOperator = false;
  stopWatching = () => {};

  constructor(track, { source, label, simulcast, maxBitrate, muted }) {
    this.track = track;
    this.kind = track.kind;
    this.source = source;
    this.label = label;
    this.simulcast = simulcast;
    this.maxBitrate = maxBitrate;
    this.muted = muted;
  }

  get mutedForOthers() {
    return this.muted || this.paused;
  }

  /** What is sent: nothing at all while paused, where a muted camera still sends black pictures. */
  get sentTrack() {
    return this.paused ? null : this.track;
  }

  /** What to tell the server to have it published. */
  announce() {
    this.toldMuted = this.mutedForOthers;
    return { mid: this.section.mid, source: this.source, label: this.label, muted: this.mutedForOthers };
  }
}

/**
 * What the application wants to be published, and the work to make it so. Every change edits the wish and runs `sync`,
 * which also runs after reconnections: one path for first publication and recovery.
 */
export class Publisher {
  #roster;
  #link;
  #publications = [];
  #session = null;
  #queue = new SerialQueue();
  #rosterWaiters = new Set();
  #videoPaused = false;

  /** @param link { request, negotiate, whenConnected } to the server */
  constructor(roster, link) {
    this.#roster = roster;
    this.#link = link;
  }

  get publications() {
    return this.#publications;
  }

  async publish(track, options = {}) {
    if (this.#publications.some((publication) => publication.track === track)) {
      throw new SluiceError('already_published', 'this track is published already');
    }
    const source = options.source ?? (track.kind === 'audio' ? 'microphone' : 'camera');
    const publication = new Publication(track, {
      source,
      label: (options.label ?? track.label ?? '').slice(0, 128),
      simulcast: track.kind === 'video' && (options.simulcast ?? source === 'camera'),
      maxBitrate: options.maxBitrate,
      muted: options.muted ?? !track.enabled,
    });
    track.enabled = !publication.muted;
    publication.paused = this.#videoPaused && publication.kind === 'video';
    this.#watch(publication);
    this.#publications.push(publication);
    try {
      await this.sync();
      await this.#announcement(publication);
    } catch (error) {
      this.#forget(publication);
      throw error;
    }
    return publication;
  }

  async unpublish(target) {
    const publication = this.#find(target);
    this.#forget(publication);
    await this.sync();
  }

  async replaceTrack(target, track) {
    const publication = this.#find(target);
    if (track.kind !== publication.kind) {
      throw new TypeError(`a track of kind ${publication.kind} is needed`);
    }
    track.enabled = !publication.muted;
    publication.track = track;
    this.#watch(publication);
    const sender = publication.section?.transceiver.sender;
    if (sender) {
      await sender.replaceTrack(publication.sentTrack);
      await shapeEncodings(sender, publication);
    }
  }

  /** Sends no video at all, or again what the application wants. */
  async pauseVideo(paused) {
    this.#videoPaused = paused;
    const videos = this.#publications.filter(({ kind }) => kind === 'video');
    for (const publication of videos) {
      publication.paused = paused;
    }
    for (const publication of videos) {
      await publication.section?.transceiver.sender.replaceTrack(publication.sentTrack);
    }
    await this.sync();
  }

  async setMuted(target, muted) {
    const publication = this.#find(target);
    if (publication.mutedByOperator && !muted) {
      throw new SluiceError('forbidden', 'an operator has muted this track');
    }
    publication.muted = muted;
    publication.track.enabled = !muted;
    await this.sync();
  }

  /** A new session: takes sections in it and resolves with what to publish from the start, mids filled in later. */
  async attach(session) {
    this.#session = session;
    for (const publication of this.#publications) {
      publication.trackId = null;
      await this.#takeSection(publication);
    }
    const publications = [...this.#publications];
    return () => {
      for (const publication of publications) {
        publication.announcedIn = session;
      }
      return publications.map((publication) => publication.announce());
    };
  }

  detach() {
    this.#session = null;
    for (const publication of this.#publications) {
      publication.section = null;
      publication.trackId = null;
    }
  }

  /** After a resume nobody knows which requests arrived: the roster decides what to ask again. */
  resumed() {
    for (const publication of this.#publications) {
      publication.announcedIn = null;
      publication.toldMuted = this.#info(publication)?.muted ?? publication.toldMuted;
    }
    return this.sync();
  }

  /** Own tracks have come or gone in the roster. */
  rosterChanged() {
    for (const publication of this.#publications) {
      const known = publication.trackId !== null;
      const info = this.#info(publication);
      publication.trackId = info?.id ?? null;
      publication.mutedByOperator = Boolean(info?.mutedByOperator);
      if (publication.mutedByOperator) {
        this.#silence(publication);
      }
      if (!known && publication.trackId && publication.toldMuted !== publication.mutedForOthers) {
        this.sync().catch(() => {});
      }
    }
    for (const check of [...this.#rosterWaiters]) {
      check();
    }
  }

  /** What the server says of one of our tracks: an operator's doing, unless we said so ourselves. */
  toldByServer({ id, muted, mutedByOperator }) {
    const publication = this.#publications.find((candidate) => candidate.trackId === id);
    if (!publication) {
      return;
    }
    const allowed = publication.mutedByOperator && !mutedByOperator;
    publication.mutedByOperator = Boolean(mutedByOperator);
    if (muted && !publication.toldMuted) {
      this.#silence(publication);
    } else if (allowed && !muted && publication.muted) {
      // who was muted unmutes itself when it wants to
      publication.toldMuted = false;
      this.sync().catch(() => {});
    }
  }

  #silence(publication) {
    publication.toldMuted = true;
    publication.muted = true;
    publication.track.enabled = false;
  }

  /** Forgets what may no longer be published; the server has ended it. */
  keepOnly(permitted) {
    for (const publication of this.#publications.filter((candidate) => !permitted(candidate))) {
      this.#forget(publication);
    }
  }

  /** Makes the server's state follow the wish; outlasts reconnections. */
  async sync() {
    for (;;) {
      try {
        await this.#queue.run(() => this.#syncAll());
        return;
      } catch (error) {
        if (error.code !== 'connection_lost') {
          throw error;
        }
        await this.#link.whenConnected();
      }
    }
  }

  async #syncAll() {
    for (const publication of [...this.#publications]) {
      await this.#syncPublication(publication);
    }
    await this.#withdrawStrays();
  }

  async #syncPublication(publication) {
    if (!this.#session) {
      return;
    }
    if (!publication.section) {
      await this.#takeSection(publication);
    }
    const info = this.#info(publication);
    if (info) {
      publication.announcedIn = this.#session;
      await this.#tellMuted(publication, info.id);
    } else if (publication.announcedIn !== this.#session) {
      const session = this.#session;
      await this.#announce(publication);
      publication.announcedIn = session;
    }
  }

  #announce(publication) {
    if (publication.section.negotiated) {
      return this.#link.request({ type: 'publish', track: publication.announce() });
    }
    return this.#link.negotiate({ intents: () => [publication.announce()] });
  }

  async #tellMuted(publication, trackId) {
    const { mutedForOthers: muted } = publication;
    if (muted !== publication.toldMuted) {
      publication.toldMuted = muted;
      await this.#link.request({ type: 'mute', track: trackId, muted });
    }
  }

  async #withdrawStrays() {
    for (const info of this.#roster.local?.tracks ?? []) {
      if (this.#session && !this.#publications.some((publication) => publication.section?.mid === info.mid)) {
        await this.#link.request({ type: 'unpublish', track: info.id }).catch((error) => {
          if (error.code !== 'no_such_track') {
            throw error;
          }
        });
      }
    }
  }

  async #takeSection(publication) {
    const { kind, simulcast } = publication;
    const section = this.#session.freeSection(kind, simulcast) ?? this.#session.addSection(kind, simulcast);
    section.taken = true;
    publication.section = section;
    const { sender } = section.transceiver;
    await sender.replaceTrack(publication.sentTrack);
    await shapeEncodings(sender, publication);
  }

  #info(publication) {
    return this.#roster.local?.tracks.find(({ mid }) => mid === publication.section?.mid);
  }

  #announcement(publication) {
    if (publication.trackId) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#rosterWaiters.delete(check);
        resolve();
      };
      const check = () => publication.trackId && finish();
      const timer = setTimeout(finish, ANNOUNCEMENT_TIMEOUT);
      this.#rosterWaiters.add(check);
    });
  }

  /** A track that ends, because the user stopped sharing a screen or a device went, is unpublished. */
  #watch(publication) {
    publication.stopWatching();
    const { track } = publication;
    const ended = () => {
      if (this.#publications.includes(publication)) {
        this.unpublish(publication).catch(() => {});
      }
    };
    track.addEventListener('ended', ended);
    publication.stopWatching = () => track.removeEventListener('ended', ended);
    if (publication.source === 'screen' && track.kind === 'video' && !track.contentHint) {
      track.contentHint = 'detail';
    }
  }

  #forget(publication) {
    this.#publications = this.#publications.filter((candidate) => candidate !== publication);
    publication.stopWatching();
    publication.trackId = null;
    const { section } = publication;
    if (section) {
      publication.section = null;
      section.taken = false;
      section.transceiver.sender.replaceTrack(null).catch(() => {});
    }
  }

  #find(target) {
    const publication = this.#publications.find((candidate) => candidate === target || candidate.track === target);
    if (!publication) {
      throw new SluiceError('not_published', 'this track is not published');
    }
    return publication;
  }
}
