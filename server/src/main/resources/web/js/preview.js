// @ts-check
import { initials, tint } from './avatar.js';
import { part } from './dom.js';
import { setIcon } from './icons.js';
import { LevelMeter } from './level-meter.js';
import { savePreferences } from './preferences.js';
import { wordsForDevices } from './words.js';

/** @typedef {import('./local-media.js').Kind} Kind */

/** A mirror, a microphone test, and what is wrong with either. */
export class Preview {
  #root;
  #media;
  #video;
  #meter;
  #name = '';

  /**
   * @param {HTMLElement} root around the preview
   * @param {import('./local-media.js').LocalMedia} media
   */
  constructor(root, media) {
    this.#root = root;
    this.#media = media;
    this.#video = part(root, 'preview-video', HTMLVideoElement);
    this.#video.muted = true;
    this.#meter = new LevelMeter(part(root, 'level-meter'));
    part(root, 'preview-mute').addEventListener('click', () => this.#toggle('audio'));
    part(root, 'preview-camera').addEventListener('click', () => this.#toggle('video'));
    part(root, 'media-retry').addEventListener('click', () =>
      media.open({ audio: this.#wants('audio'), video: this.#wants('video') }),
    );
  }

  /**
   * Brings it up to date.
   *
   * @param {string} name of the person, for the time without a picture
   * @param {MediaStreamTrack | null} [screen] shown in place of the camera
   */
  show(name, screen = null) {
    this.#name = name || 'Guest';
    const media = this.#media;
    const track = screen ?? (media.isOn('video') ? media.track('video') : null);
    const shown = /** @type {MediaStream | null} */ (this.#video.srcObject)?.getTracks()[0] ?? null;
    if (shown !== track) {
      this.#video.srcObject = track && new MediaStream([track]);
    }
    this.#meter.watch(media.isOn('audio') ? media.track('audio') : null);
    const preview = part(this.#root, 'preview');
    preview.dataset.picture = String(track !== null);
    preview.dataset.source = screen ? 'screen' : 'camera';
    this.#showToggle('preview-mute', 'audio', 'mic', 'microphone');
    this.#showToggle('preview-camera', 'video', 'camera', 'camera');
    this.#showAvatar();
    this.#showProblem();
  }

  /** Lets go of microphone and camera. */
  close() {
    this.#meter.watch(null);
    this.#video.srcObject = null;
  }

  /** What is wanted and cannot be had, for people; empty when all is well. */
  get missing() {
    const kinds = /** @type {Kind[]} */ (['video', 'audio']).filter(
      (kind) => this.#wants(kind) && !this.#media.isOn(kind),
    );
    return kinds.map((kind) => (kind === 'video' ? 'camera' : 'microphone')).join(' and ');
  }

  /** @param {Kind} kind */
  async #toggle(kind) {
    await this.#media.toggle(kind);
    savePreferences({ [kind === 'audio' ? 'microphone' : 'camera']: this.#media.isOn(kind) });
  }

  #showAvatar() {
    const media = this.#media;
    part(this.#root, 'preview-avatar').textContent = initials(this.#name);
    tint(part(this.#root, 'preview'), this.#name);
    const asking = media.state('audio') === 'asking' || media.state('video') === 'asking';
    part(this.#root, 'preview-text').textContent = asking
      ? 'Your browser asks whether this page may use your camera and microphone.'
      : media.state('video') === 'off'
        ? 'Your camera is off'
        : '';
  }

  #showProblem() {
    const words = wordsForDevices(this.#media.state('audio'), this.#media.state('video'));
    const problem = part(this.#root, 'media-problem');
    problem.hidden = words === null;
    part(problem, 'media-problem-title').textContent = words?.title ?? '';
    part(problem, 'media-problem-text').textContent = words?.text ?? '';
  }

  /** @param {string} name @param {Kind} kind @param {string} iconName @param {string} what */
  #showToggle(name, kind, iconName, what) {
    const button = part(this.#root, name, HTMLButtonElement);
    const on = this.#media.isOn(kind);
    button.setAttribute('aria-pressed', String(!on));
    button.title = `Turn ${what} ${on ? 'off' : 'on'}`;
    button.setAttribute('aria-label', button.title);
    button.classList.toggle('round--off', !on);
    setIcon(button, on ? iconName : `${iconName}-off`);
  }

  /** Not switched off by the person. @param {Kind} kind */
  #wants(kind) {
    return !['off', 'asking'].includes(this.#media.state(kind));
  }
}
