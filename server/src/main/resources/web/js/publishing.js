// @ts-check
import { captureScreen } from './screen-capture.js';

/**
 * @typedef {import('../client/sluice.js').Room} Room
 * @typedef {import('../client/sluice.js').Publication} Publication
 * @typedef {import('./local-media.js').Kind} Kind
 */

/** Keeps what the room gets from us in line with microphone, camera and shared screen. */
export class Publishing extends EventTarget {
  #room;
  #media;
  /** @type {Partial<Record<Kind, Publication>>} */
  #publications = {};
  #work = Promise.resolve();
  /** @type {MediaStream | null} */
  #screen = null;

  /**
   * Dispatches `screen` when sharing began or ended.
   *
   * @param {Room} room
   * @param {import('./local-media.js').LocalMedia} media
   */
  constructor(room, media) {
    super();
    this.#room = room;
    this.#media = media;
  }

  /** The picture that is shared, or null. */
  get screenTrack() {
    return this.#screen?.getVideoTracks()[0] ?? null;
  }

  /** Brings the room up to date with the devices. One change at a time, always towards the latest wish. */
  sync() {
    this.#work = this.#work.then(async () => {
      try {
        await this.#syncKind('audio');
        await this.#syncKind('video');
      } catch (error) {
        console.warn('could not publish', error);
      }
    });
    return this.#work;
  }

  /** Somebody else silenced us, or switched our camera off. */
  wasMuted(/** @type {Kind} */ kind) {
    return this.#media.isOn(kind) && this.#publications[kind]?.muted === true;
  }

  /** Whether somebody who looks after the room keeps it muted. */
  mutedByOperator(/** @type {Kind} */ kind) {
    return this.#current(kind)?.mutedByOperator === true;
  }

  /** @throws {DOMException} `NotAllowedError` when the person changed their mind */
  async share() {
    const stream = await captureScreen();
    this.#screen = stream;
    this.screenTrack?.addEventListener('ended', () => this.stopSharing());
    this.dispatchEvent(new Event('screen'));
    try {
      for (const track of [...stream.getVideoTracks(), ...stream.getAudioTracks()]) {
        await this.#room.publish(track, { source: track.kind === 'video' ? 'screen' : 'screen_audio' });
      }
    } catch (error) {
      await this.stopSharing();
      throw error;
    }
  }

  async stopSharing() {
    const tracks = this.#screen?.getTracks() ?? [];
    this.#screen = null;
    this.dispatchEvent(new Event('screen'));
    for (const track of tracks) {
      track.stop();
      if (this.#room.publications.some((publication) => publication.track === track)) {
        await this.#room.unpublish(track).catch(() => {});
      }
    }
  }

  close() {
    this.#screen?.getTracks().forEach((track) => track.stop());
    this.#screen = null;
  }

  /** @param {Kind} kind */
  async #syncKind(kind) {
    if (!this.#room.permissions.publish.includes(kind)) {
      return;
    }
    const on = this.#media.isOn(kind);
    const track = this.#media.track(kind);
    const publication = this.#current(kind);
    if (!publication) {
      // a microphone that is off is announced, so that the others see it is off
      if (track && (on || kind === 'audio')) {
        const published = await this.#room.publish(track, { muted: !on });
        this.#publications[kind] = published;
        if (on && published.mutedByOperator) {
          this.#media.toggle(kind, false);
        }
      }
      return;
    }
    if (track && publication.track !== track) {
      await this.#room.replaceTrack(publication, track);
    }
    if (publication.muted === on) {
      await this.#room.setMuted(publication, !on);
    }
  }

  /** The publication of a kind, unless it ended, as it does when a device is pulled out. @param {Kind} kind */
  #current(kind) {
    const publication = this.#publications[kind];
    return publication && this.#room.publications.includes(publication) ? publication : undefined;
  }
}
