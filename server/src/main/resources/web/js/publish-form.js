// @ts-check
import { part } from './dom.js';
import { asRoomName, friendlyRoomName } from './parameters.js';
import { loadToken, savePreferences, saveToken } from './preferences.js';

/** @typedef {{ room: string, participant: string, name: string, token: string }} Stream what is to be published where */

/** Where to publish, and as whom. Dispatches `change` when the address of the stream is another, and `submit`. */
export class PublishForm extends EventTarget {
  #root;
  #room;
  #name;
  #participant;
  #token;
  #button;

  /**
   * @param {HTMLElement} root
   * @param {{ room: string, participant: string, name: string }} begin
   */
  constructor(root, { room, participant, name }) {
    super();
    this.#root = root;
    this.#room = part(root, 'room-input', HTMLInputElement);
    this.#name = part(root, 'name-input', HTMLInputElement);
    this.#participant = part(root, 'participant-input', HTMLInputElement);
    this.#token = part(root, 'token-input', HTMLInputElement);
    this.#button = part(root, 'go-live', HTMLButtonElement);
    this.#room.value = room || friendlyRoomName();
    this.#name.value = name;
    this.#participant.value = participant;
    this.#token.value = loadToken();
    this.#listen();
  }

  /** @returns {Stream} */
  get stream() {
    return {
      room: asRoomName(this.#room.value),
      participant: asRoomName(this.#participant.value),
      name: this.#name.value.trim(),
      token: this.#token.value.trim(),
    };
  }

  /** @param {boolean} busy while the server is asked */
  busy(busy) {
    this.#button.disabled = busy;
    this.#button.classList.toggle('button--busy', busy);
    this.#button.textContent = busy ? 'Connecting…' : 'Go live';
  }

  /** @param {string} message empty when there is nothing to complain about */
  refuse(message, { askToken = false } = {}) {
    const error = part(this.#root, 'publish-error');
    error.hidden = !message;
    error.textContent = message;
    if (askToken) {
      part(this.#root, 'token-field').hidden = false;
      this.#token.focus();
      this.#token.select();
    }
  }

  #listen() {
    const changed = () => this.dispatchEvent(new Event('change'));
    for (const field of [this.#room, this.#participant]) {
      field.addEventListener('blur', () => (field.value = asRoomName(field.value)));
    }
    for (const field of [this.#room, this.#participant, this.#name]) {
      field.addEventListener('input', changed);
    }
    part(this.#root, 'room-shuffle').addEventListener('click', () => {
      this.#room.value = friendlyRoomName();
      changed();
    });
    part(this.#root, 'publish-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  #submit() {
    const { room, name, token } = this.stream;
    if (!room) {
      this.refuse('Give the room a name: letters, digits, hyphens.');
      this.#room.focus();
      return;
    }
    this.refuse('');
    savePreferences({ name });
    saveToken(token);
    this.dispatchEvent(new Event('submit'));
  }
}
