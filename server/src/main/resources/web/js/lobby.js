// @ts-check
import { DeviceChoice } from './device-choice.js';
import { part } from './dom.js';
import { publishLink, watchLink } from './links.js';
import { asRoomName, friendlyRoomName } from './parameters.js';
import { loadToken, savePreferences, saveToken } from './preferences.js';
import { Preview } from './preview.js';

/**
 * What a person decided in the lobby.
 *
 * @typedef {{ room: string, name: string, token: string }} Entry
 */

/** The room before the room: a name, a mirror, a microphone test. */
export class Lobby {
  #root;
  #preview;
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
    this.#preview = new Preview(root, media);
    this.#room = part(root, 'room-input', HTMLInputElement);
    this.#name = part(root, 'name-input', HTMLInputElement);
    this.#token = part(root, 'token-input', HTMLInputElement);
    this.#join = part(root, 'join', HTMLButtonElement);
    this.#token.value = loadToken();
    new DeviceChoice(part(root, 'lobby-devices'), media, sound);
    this.#listen(media, onJoin);
    this.#offerRecordings();
  }

  /** @param {{ room: string, name: string }} entry what to begin with */
  fill({ room, name }) {
    this.#room.value = room || this.#room.value || friendlyRoomName();
    this.#name.value = name;
    this.#showLinks();
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
    this.#preview.close();
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

  /** @param {import('./local-media.js').LocalMedia} media @param {(entry: Entry) => void} onJoin */
  #listen(media, onJoin) {
    media.addEventListener('change', () => this.#showPreview());
    this.#name.addEventListener('input', () => this.#showPreview());
    this.#room.addEventListener('blur', () => (this.#room.value = asRoomName(this.#room.value)));
    this.#room.addEventListener('input', () => this.#showLinks());
    part(this.#root, 'room-shuffle').addEventListener('click', () => {
      this.#room.value = friendlyRoomName();
      this.#showLinks();
    });
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

  /** To the pages that only publish or only watch in this room. */
  #showLinks() {
    const room = asRoomName(this.#room.value);
    part(this.#root, 'watch-page', HTMLAnchorElement).href = watchLink(document.baseURI, { room });
    part(this.#root, 'publish-page', HTMLAnchorElement).href = publishLink(document.baseURI, { room });
  }

  /** Where there can be recordings there is a way to them. */
  async #offerRecordings() {
    const response = await fetch(new URL('../api/bootstrap', document.baseURI)).catch(() => null);
    const bootstrap = response?.ok ? await response.json().catch(() => null) : null;
    part(this.#root, 'recordings-page').hidden = bootstrap?.features?.recording !== true;
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
    this.#preview.show(this.#name.value);
    const { missing } = this.#preview;
    this.#join.textContent = this.#join.disabled ? 'Joining…' : missing ? `Join without ${missing}` : 'Join';
    part(this.#root, 'join-hint').textContent = missing
      ? 'You will see, hear and chat with the others all the same.'
      : '';
  }
}
