// @ts-check
import { element, part } from './dom.js';

/** Passing words: shown for a moment and read out by screen readers. */
export class Notices {
  #toasts = part(document, 'toasts');
  #announcer = part(document, 'announcer');

  /** @param {string} text */
  tell(text) {
    this.announce(text);
    const toast = element('p', 'toast', text);
    toast.dataset.testid = 'toast';
    this.#toasts.append(toast);
    while (this.#toasts.childElementCount > 3) {
      this.#toasts.firstElementChild?.remove();
    }
    setTimeout(() => toast.classList.add('toast--leaving'), 3500);
    setTimeout(() => toast.remove(), 3900);
  }

  /** For ears only. @param {string} text */
  announce(text) {
    // the same words twice in a row are news too
    this.#announcer.textContent = this.#announcer.textContent === text ? `${text}\u00a0` : text;
  }
}
