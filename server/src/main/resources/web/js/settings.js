// @ts-check
import { listShortcuts } from './controls.js';
import { DeviceChoice } from './device-choice.js';
import { part } from './dom.js';
import { loadPreferences, savePreferences } from './preferences.js';

/** The dialog for what is rarely changed during a call. */
export class Settings {
  #fallback;
  #onFallback = /** @type {(on: boolean) => void} */ (() => {});
  #dialog = part(document, 'settings-dialog', HTMLDialogElement);

  /**
   * @param {import('./local-media.js').LocalMedia} media
   * @param {import('./sound.js').Sound} sound
   */
  constructor(media, sound) {
    const dialog = this.#dialog;
    new DeviceChoice(part(dialog, 'call-devices'), media, sound);
    listShortcuts(part(dialog, 'shortcut-list'));
    part(dialog, 'settings-close').addEventListener('click', () => dialog.close());
    const shortcuts = part(dialog, 'shortcuts-on', HTMLInputElement);
    shortcuts.checked = loadPreferences().shortcuts;
    shortcuts.addEventListener('change', () => savePreferences({ shortcuts: shortcuts.checked }));
    this.#fallback = part(dialog, 'audio-fallback-on', HTMLInputElement);
    this.#fallback.checked = loadPreferences().audioFallback;
    this.#fallback.addEventListener('change', () => {
      savePreferences({ audioFallback: this.#fallback.checked });
      this.#onFallback(this.#fallback.checked);
    });
    // a click on the backdrop counts as one on the dialog itself
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  }

  /** Whether a call may go on with sound alone. @param {(on: boolean) => void} listener hears of each change; the last one only */
  onFallback(listener) {
    this.#onFallback = listener;
    listener(this.#fallback.checked);
  }

  /** The browser gives the focus back to where it was. */
  open() {
    this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
  }
}
