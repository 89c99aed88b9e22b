// @ts-check
import { WhipPublisher } from '../client/wish.js';
import { captureScreen } from './screen-capture.js';

/**
 * @typedef {import('../client/wish.js').StateDetail} StateDetail
 * @typedef {import('./local-media.js').Kind} Kind
 */

/**
 * What is on air: camera or screen, microphone or the screen's sound, in line with what is switched on. Dispatches
 * `state` with a StateDetail and `screen` when a screen is shared or no longer.
 */
export class Broadcast extends EventTarget {
  #media;
  /** @type {WhipPublisher | null} */
  #publisher = null;
  /** @type {MediaStream | null} */
  #screen = null;
  #work = Promise.resolve();

  /** @param {import('./local-media.js').LocalMedia} media */
  constructor(media) {
    super();
    this.#media = media;
    media.addEventListener('change', () => this.#sync());
  }

  /** For inspection. */
  get publisher() {
    return this.#publisher;
  }

  get screenTrack() {
    return this.#screen?.getVideoTracks()[0] ?? null;
  }

  /** Whether there is anything to publish. */
  get ready() {
    return this.#track('audio') !== null || this.#track('video') !== null;
  }

  /**
   * @param {import('../client/wish.js').PublishOptions} options
   * @throws {import('../client/wish.js').SluiceError}
   */
  async start(options) {
    const publisher = new WhipPublisher();
    this.#publisher = publisher;
    publisher.addEventListener('state', ({ detail }) => {
      if (this.#publisher === publisher) {
        this.dispatchEvent(new CustomEvent('state', { detail }));
      }
    });
    const tracks = [this.#track('audio'), this.#track('video')].filter((track) => track !== null);
    const video = { ...options.video, source: this.#screen ? /** @type {const} */ ('screen') : undefined };
    await publisher.publish(new MediaStream(tracks), { ...options, video });
    // what was switched meanwhile
    this.#sync();
  }

  async stop() {
    await this.#publisher?.stop();
  }

  /** While it is tried again: at once. */
  tryNow() {
    this.#publisher?.tryNow();
  }

  /** Null when nothing is on air. */
  async stats() {
    return (await this.#publisher?.stats().catch(() => null)) ?? null;
  }

  /** @throws {DOMException} `NotAllowedError` when the person changed their mind */
  async shareScreen() {
    this.#screen = await captureScreen();
    const track = this.screenTrack;
    if (track) {
      track.contentHint = 'detail';
      track.addEventListener('ended', () => this.stopSharing());
    }
    this.#screenChanged();
  }

  stopSharing() {
    this.#screen?.getTracks().forEach((track) => track.stop());
    this.#screen = null;
    this.#screenChanged();
  }

  #screenChanged() {
    this.dispatchEvent(new Event('screen'));
    this.#sync();
  }

  /** @param {Kind} kind @returns {MediaStreamTrack | null} */
  #track(kind) {
    if (kind === 'video') {
      return this.screenTrack ?? (this.#media.isOn('video') ? this.#media.track('video') : null);
    }
    // a microphone that is off stays, silenced, so that it comes back at once
    return this.#media.track('audio') ?? this.#screen?.getAudioTracks()[0] ?? null;
  }

  /** One change at a time, always towards the latest wish. */
  #sync() {
    this.#work = this.#work.then(async () => {
      const publisher = this.#publisher;
      if (!publisher || publisher.state === 'closed' || publisher.state === 'idle') {
        return;
      }
      try {
        for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) {
          if (publisher.track(kind) !== this.#track(kind)) {
            await publisher.replaceTrack(kind, this.#track(kind));
          }
        }
      } catch (error) {
        console.warn('could not change what is published', error);
      }
    });
  }
}
