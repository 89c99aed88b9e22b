// @ts-check
import { initials, tint } from './avatar.js';
import { DeviceChoice } from './device-choice.js';
import { part } from './dom.js';
import { setIcon } from './icons.js';
import { LevelMeter } from './level-meter.js';
import { asRoomName, friendlyRoomName } from './parameters.js';
import { loadToken, savePreferences, saveToken } from './preferences.js';
import { wordsForDevices } from './words.js';

/**
 * What a person decided in the lobby.
 *
 * @typedef {{ room: string, name: string, token: string }} Entry
 * @typedef {import('./local-media.js').Kind} Kind
 */

/** The room before the room: a name, a mirror, a microphone test. */
export class Lobby {
  #root;
  #media;
  #video;
  #meter;
  #room;
  #name;
  #token;
  #join;

  /**
   * @param {HTMLElement} root
   * @param {object} parts
   * @param {import('./local-media.js').LocalMedia} parts.media
   * @param {import('./sound.js').Sound} parts.sound
   * @param {(entry: Entry) => void} parts.onJoin
   */
  constructor(root, { media, sound, onJoin }) {
    this.#root = root;
    this.#media = media;
    this.#video = part(root, 'preview-video', HTMLVideoElement);
    this.#video.muted = true;
    this.#meter = new LevelMeter(part(root, 'level-meter'));
    this.#room = part(root, 'room-input', HTMLInputElement);
    this.#name = part(root, 'name-input', HTMLInputElement);
    this.#token = part(root, 'token-input', HTMLInputElement);
    this.#join = part(root, 'join', HTMLButtonElement);
    this.#token.value = loadToken();
    new DeviceChoice(part(root, 'lobby-devices'), media, sound);
    this.#listen(onJoin);
  }

  /** @param {{ room: string, name: string }} entry what to begin with */
  fill({ room, name }) {
    this.#room.value = room || this.#room.value || friendlyRoomName();
    this.#name.value = name;
  }

  open() {
    this.busy(false);
    this.#showPreview();
    const first = this.#name.value ? this.#join : this.#name;
    // a keyboard on a phone would cover half the page
    (matchMedia('(pointer: coarse)').matches ? part(this.#root, 'join-form').querySelector('h1') : first)?.focus();
  }

  /** The call has the microphone now. */
  close() {
    this.#meter.watch(null);
    this.#video.srcObject = null;
  }

  /** @param {boolean} busy while the server is asked */
  busy(busy) {
    this.#join.disabled = busy;
    this.#join.classList.toggle('button--busy', busy);
    this.#showPreview();
  }

  /** @param {string} message what to correct here */
  refuse(message, { askToken = false } = {}) {
    this.#showError(message);
    if (askToken) {
      part(this.#root, 'token-field').hidden = false;
      this.#token.focus();
      this.#token.select();
    } else {
      this.#room.focus();
    }
  }

  submit() {
    part(this.#root, 'join-form', HTMLFormElement).requestSubmit();
  }

  /** @param {(entry: Entry) => void} onJoin */
  #listen(onJoin) {
    const media = this.#media;
    media.addEventListener('change', () => this.#showPreview());
    this.#name.addEventListener('input', () => this.#showPreview());
    this.#room.addEventListener('blur', () => (this.#room.value = asRoomName(this.#room.value)));
    part(this.#root, 'room-shuffle').addEventListener('click', () => (this.#room.value = friendlyRoomName()));
    part(this.#root, 'preview-mute').addEventListener('click', () => this.#toggle('audio'));
    part(this.#root, 'preview-camera').addEventListener('click', () => this.#toggle('video'));
    part(this.#root, 'media-retry').addEventListener('click', () =>
      media.open({ audio: wanted(media, 'audio'), video: wanted(media, 'video') }),
    );
    part(this.#root, 'join-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submitted(onJoin);
    });
  }

  /** @param {(entry: Entry) => void} onJoin */
  #submitted(onJoin) {
    const room = asRoomName(this.#room.value);
    this.#room.value = room;
    if (!room) {
      this.refuse('Give the room a name: letters, digits, hyphens.');
      return;
    }
    this.#showError('');
    const name = this.#name.value.trim();
    const token = this.#token.value.trim();
    savePreferences({ name });
    saveToken(token);
    onJoin({ room, name: name || 'Guest', token });
  }

  /** @param {Kind} kind */
  async #toggle(kind) {
    await this.#media.toggle(kind);
    savePreferences({ [kind === 'audio' ? 'microphone' : 'camera']: this.#media.isOn(kind) });
  }

  /** @param {string} message */
  #showError(message) {
    const error = part(this.#root, 'join-error');
    error.hidden = !message;
    error.textContent = message;
  }

  #showPreview() {
    if (this.#root.hidden) {
      return;
    }
    const media = this.#media;
    const track = media.isOn('video') ? media.track('video') : null;
    const shown = /** @type {MediaStream | null} */ (this.#video.srcObject)?.getTracks()[0] ?? null;
    if (shown !== track) {
      this.#video.srcObject = track && new MediaStream([track]);
    }
    this.#meter.watch(media.isOn('audio') ? media.track('audio') : null);
    part(this.#root, 'preview').dataset.picture = String(track !== null);
    this.#showToggle('preview-mute', 'audio', 'mic', 'microphone');
    this.#showToggle('preview-camera', 'video', 'camera', 'camera');
    this.#showAvatar();
    this.#showProblem();
  }

  #showAvatar() {
    const avatar = part(this.#root, 'preview-avatar');
    avatar.textContent = initials(this.#name.value || 'Guest');
    tint(part(this.#root, 'preview'), this.#name.value || 'Guest');
    const asking = this.#media.state('audio') === 'asking' || this.#media.state('video') === 'asking';
    part(this.#root, 'preview-text').textContent = asking
      ? 'Your browser asks whether this page may use your camera and microphone.'
      : this.#media.state('video') === 'off'
        ? 'Your camera is off'
        : '';
  }

  #showProblem() {
    const media = this.#media;
    const words = wordsForDevices(media.state('audio'), media.state('video'));
    const problem = part(this.#root, 'media-problem');
    problem.hidden = words === null;
    part(problem, 'media-problem-title').textContent = words?.title ?? '';
    part(problem, 'media-problem-text').textContent = words?.text ?? '';
    const broken = /** @type {Kind[]} */ (['video', 'audio']).filter(
      (kind) => wanted(media, kind) && !media.isOn(kind),
    );
    const without = broken.map((kind) => (kind === 'video' ? 'camera' : 'microphone')).join(' and ');
    this.#join.textContent = this.#join.disabled ? 'Joining…' : words ? `Join without ${without}` : 'Join';
    part(this.#root, 'join-hint').textContent = words
      ? 'You will see, hear and chat with the others all the same.'
      : '';
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
}

/** @param {import('./local-media.js').LocalMedia} media @param {Kind} kind not switched off by the person */
function wanted(media, kind) {
  return !['off', 'asking'].includes(media.state(kind));
}
