// @ts-check
import { element, part } from './dom.js';
import { tint } from './avatar.js';
import { nameOf } from './people.js';

/** @typedef {import('../client/sluice.js').Room} Room */

export const CHAT_TOPIC = 'chat';

/** Older messages than these are forgotten. */
const KEPT = 400;
const LONGEST = 4000;
/** Messages of one person within this many ms stand together. */
const TOGETHER = 3 * 60_000;

/** Messages of the room. What others write is shown as text and as nothing else. */
export class Chat {
  #room;
  #list;
  #input;
  #invitation;
  #onUnread;
  #unread = 0;
  #open = false;
  #last = { from: '', at: 0 };

  /**
   * @param {HTMLElement} panel
   * @param {Room} room
   * @param {(unread: number, newest: string | null) => void} onUnread with words for the newest when one came
   * @param {AbortSignal} signal ends it
   */
  constructor(panel, room, onUnread, signal) {
    this.#room = room;
    this.#onUnread = onUnread;
    this.#list = part(panel, 'chat-messages');
    this.#input = part(panel, 'chat-input', HTMLTextAreaElement);
    this.#invitation = this.#input.dataset.placeholder ?? this.#input.placeholder;
    this.#input.dataset.placeholder = this.#invitation;
    this.#list.querySelectorAll('.message').forEach((message) => message.remove());
    part(panel, 'chat-empty').hidden = false;
    room.addEventListener('message', ({ detail }) => this.#received(detail), { signal });
    part(panel, 'chat-form').addEventListener('submit', (event) => this.#submit(event), { signal });
    const permit = () => this.#permit(room.permissions.publish.includes('data'));
    room.addEventListener('permissionsChanged', permit, { signal });
    room.addEventListener('reconnected', permit, { signal });
    permit();
    this.#input.addEventListener('input', () => this.#grow(), { signal });
    this.#input.addEventListener(
      'keydown',
      (event) => event.key === 'Enter' && !event.shiftKey && !event.isComposing && this.#submit(event),
      { signal },
    );
  }

  /** @param {boolean} permitted */
  #permit(permitted) {
    this.#input.disabled = !permitted;
    this.#input.placeholder = permitted ? this.#invitation : 'You may read here, but not write';
  }

  /** @param {boolean} open */
  setOpen(open) {
    this.#open = open;
    if (open) {
      this.#unread = 0;
      this.#onUnread(0, null);
      this.#toEnd();
      this.#input.focus();
    }
  }

  /** @param {{ from: string, topic: string, payload: string }} message */
  #received({ from, topic, payload }) {
    if (topic !== CHAT_TOPIC || payload === '') {
      return;
    }
    const name = nameOf(this.#room.participants.get(from));
    const text = payload.slice(0, LONGEST);
    this.#add(from, name, text);
    if (!this.#open) {
      this.#unread++;
      this.#onUnread(this.#unread, `${name}: ${text.slice(0, 120)}`);
    }
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const text = this.#input.value.trim();
    if (!text) {
      return;
    }
    this.#input.value = '';
    this.#grow();
    const message = this.#add('', 'You', text);
    try {
      await this.#room.send(CHAT_TOPIC, text);
    } catch {
      message.classList.add('message--failed');
      message.append(element('p', 'message__failed', 'Not sent'));
    }
  }

  /**
   * @param {string} from id of a participant; empty for oneself
   * @param {string} name
   * @param {string} text
   */
  #add(from, name, text) {
    const now = Date.now();
    const atEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40;
    const message = element('div', from ? 'message' : 'message message--own');
    message.dataset.testid = 'chat-message';
    if (this.#last.from !== from || now - this.#last.at > TOGETHER || this.#list.childElementCount === 1) {
      message.append(heading(name, now));
      message.classList.add('message--first');
    }
    message.append(element('p', 'message__text', text));
    tint(message, name);
    this.#last = { from, at: now };
    part(this.#list, 'chat-empty').hidden = true;
    this.#list.append(message);
    while (this.#list.childElementCount > KEPT) {
      this.#list.children[1].remove();
    }
    if (atEnd || !from) {
      this.#toEnd();
    }
    return message;
  }

  #toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  /** The field is as high as its text, within reason. */
  #grow() {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, 120)}px`;
  }
}

/** @param {string} name @param {number} at */
function heading(name, at) {
  const line = element('p', 'message__head');
  const time = element('time', 'message__time', new Date(at).toLocaleTimeString([], { timeStyle: 'short' }));
  time.dateTime = new Date(at).toISOString();
  line.append(element('span', 'message__from', name), time);
  return line;
}
