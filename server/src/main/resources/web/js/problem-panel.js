// @ts-check
import { part } from './dom.js';

/** @typedef {import('./refusal-words.js').Refusal} Refusal */

/** What stands in a page's place when it cannot be shown: why, and a way on, which may be a token. */
export class ProblemPanel {
  #panel;
  #title;
  #text;
  #form;
  #input;
  #retry;
  #back;

  /**
   * @param {ParentNode} root
   * @param {{ onToken: (token: string) => void, onRetry: () => void }} hooks
   */
  constructor(root, { onToken, onRetry }) {
    this.#panel = part(root, 'problem');
    this.#title = part(root, 'problem-title');
    this.#text = part(root, 'problem-text');
    this.#form = part(root, 'token-form');
    this.#input = part(root, 'token-input', HTMLInputElement);
    this.#retry = part(root, 'retry');
    this.#back = part(root, 'problem-back');
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const token = this.#input.value.trim();
      // kept by the tab from now on, and not on the page
      this.#input.value = '';
      onToken(token);
    });
    this.#retry.addEventListener('click', onRetry);
  }

  /** Whether nothing goes on without a token. */
  get asksToken() {
    return !this.#form.hidden;
  }

  /** @param {Refusal | null} words null when all is well @param {boolean} hasBack whether there is something to go back to */
  show(words, hasBack) {
    this.#panel.hidden = words === null;
    this.#form.hidden = !words?.askToken;
    this.#retry.hidden = words === null || words.askToken;
    this.#back.hidden = !hasBack;
    if (words) {
      this.#title.textContent = words.title;
      this.#text.textContent = words.text;
    }
    if (words?.askToken && !this.#panel.contains(document.activeElement)) {
      this.#input.focus();
    }
  }
}
