// @ts-check
import { element, part } from './dom.js';

/**
 * @typedef {object} Asked
 * @property {string} title
 * @property {string} text
 * @property {string} yes the words on the button that does it
 * @property {boolean} [harmless] without it the button is red
 * @property {string} [field] the name of a text that may be given
 * @property {{ name: string, options: [string, string][] }} [choice] values and their words, the first is the usual one
 */

/**
 * Asks before something is done.
 *
 * @param {Asked} asked
 * @returns {Promise<{ text: string, choice: string } | null>} null when it is not to be done
 */
export function ask({ title, text, yes, harmless = false, field, choice }) {
  const dialog = part(document, 'question', HTMLDialogElement);
  const button = part(dialog, 'question-yes');
  const input = part(dialog, 'question-input', HTMLInputElement);
  const select = part(dialog, 'question-select', HTMLSelectElement);
  part(dialog, 'question-title').textContent = title;
  part(dialog, 'question-text').textContent = text;
  button.textContent = yes;
  button.classList.toggle('button--danger', !harmless);
  button.classList.toggle('button--primary', harmless);
  part(dialog, 'question-field').hidden = field === undefined;
  part(dialog, 'question-label').textContent = field ?? '';
  input.value = '';
  part(dialog, 'question-choice').hidden = choice === undefined;
  part(dialog, 'question-choice-label').textContent = choice?.name ?? '';
  select.replaceChildren(
    ...(choice?.options ?? []).map(([value, words]) => {
      const option = element('option', '', words);
      option.value = value;
      return option;
    }),
  );
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    const no = part(dialog, 'question-no');
    const cancel = () => dialog.close('');
    no.addEventListener('click', cancel);
    dialog.addEventListener(
      'close',
      () => {
        no.removeEventListener('click', cancel);
        resolve(dialog.returnValue === 'yes' ? { text: input.value.trim(), choice: select.value } : null);
      },
      { once: true },
    );
  });
}
