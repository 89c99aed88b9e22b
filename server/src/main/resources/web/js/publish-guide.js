// @ts-check
import { copy } from './copy.js';
import { part } from './dom.js';
import { whipUrl } from './links.js';

/** How to publish with other programs: addresses and commands for the room that is filled in. */
export class PublishGuide {
  #root;

  /**
   * @param {HTMLElement} root
   * @param {import('./notices.js').Notices} notices
   */
  constructor(root, notices) {
    this.#root = root;
    const url = part(root, 'whip-url', HTMLInputElement);
    url.addEventListener('focus', () => url.select());
    part(root, 'whip-copy').addEventListener('click', () => copy(url.value, 'Address copied', notices));
  }

  /** @param {import('./publish-form.js').Stream} stream */
  show({ room, participant, token }) {
    const url = whipUrl(document.baseURI, { room: room || 'ROOM', participant });
    part(this.#root, 'whip-url', HTMLInputElement).value = url;
    // the token itself is not for a screen that others may see
    part(this.#root, 'ffmpeg-command').textContent = [
      'ffmpeg -re -i INPUT -c:v libx264 -profile:v baseline -tune zerolatency -bf 0 -g 60 -c:a libopus -ar 48000 -ac 2',
      ...(token ? ['-authorization TOKEN'] : []),
      `-f whip "${url}"`,
    ].join(' ');
    part(this.#root, 'gstreamer-command').textContent = [
      'gst-launch-1.0 videotestsrc is-live=true ! videoconvert ! whipclientsink',
      `signaller::whip-endpoint="${url}"`,
      ...(token ? ['signaller::auth-token=TOKEN'] : []),
    ].join(' ');
  }
}
