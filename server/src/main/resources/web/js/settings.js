// @ts-check
import { listShortcuts } from './controls.js';
import { DeviceChoice } from './device-choice.js';
import { part } from './dom.js';
import { loadPreferences, savePreferences } from './preferences.js';

/** The dialog for what is rarely changed during a call. */
export class Settings {
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
    // a click on the backdrop counts as one on the dialog itself
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  }

  /** The browser gives the focus back to where it was. */
  open() {
    this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
  }
}
