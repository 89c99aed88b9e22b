// @ts-check
import { part } from './dom.js';
import { inSentence, wordsForSign, wordsForTooltip } from './recording-words.js';

/**
 * Shows or hides the red dot.
 *
 * @param {ParentNode} root
 * @param {import('./recording-words.js').RoomRecording} recording
 * @param {string | null} who brought it about
 */
export function showRecordingSign(root, recording, who) {
  const sign = part(root, 'recording-sign');
  const more = wordsForTooltip(recording, inSentence(who));
  sign.hidden = recording.state === 'off';
  sign.dataset.state = recording.state;
  sign.title = more;
  part(sign, 'recording-text').textContent = wordsForSign(recording.state);
  part(sign, 'recording-more').textContent = more;
}
