// @ts-check
import { fromTemplate, part } from './dom.js';
import { drawIcons } from './icons.js';
import { savePreferences } from './preferences.js';
import { Sound } from './sound.js';

/** The lists of devices, before and during a call. */
export class DeviceChoice {
  #media;
  #sound;
  #element = fromTemplate('devices');
  #camera = part(this.#element, 'camera-select', HTMLSelectElement);
  #microphone = part(this.#element, 'microphone-select', HTMLSelectElement);
  #speaker = part(this.#element, 'speaker-select', HTMLSelectElement);

  /**
   * @param {HTMLElement} place
   * @param {import('./local-media.js').LocalMedia} media
   * @param {Sound | null} sound null where nothing is heard
   */
  constructor(place, media, sound) {
    this.#media = media;
    this.#sound = sound;
    drawIcons(this.#element);
    place.replaceChildren(this.#element);
    this.#camera.addEventListener('change', () => {
      savePreferences({ cameraId: this.#camera.value });
      media.select('video', this.#camera.value);
    });
    this.#microphone.addEventListener('change', () => {
      savePreferences({ microphoneId: this.#microphone.value });
      media.select('audio', this.#microphone.value);
    });
    this.#speaker.addEventListener('change', () => {
      savePreferences({ speakerId: this.#speaker.value });
      sound?.setSpeaker(this.#speaker.value);
    });
    part(this.#element, 'speaker-test').addEventListener('click', () => sound?.test());
    media.addEventListener('change', () => this.#refresh());
    this.#refresh();
  }

  async #refresh() {
    const { audio, video, speakers } = await this.#media.devices();
    fill(this.#camera, video, this.#media.deviceId('video'), 'camera');
    fill(this.#microphone, audio, this.#media.deviceId('audio'), 'microphone');
    fill(this.#speaker, speakers, this.#sound?.speakerId ?? '', 'speaker');
    part(this.#element, 'speaker-field').hidden = !this.#sound || !Sound.selectable || speakers.length === 0;
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {MediaDeviceInfo[]} devices
 * @param {string} chosen
 * @param {string} what
 */
function fill(select, devices, chosen, what) {
  const options = devices.map(({ deviceId, label }, index) => new Option(label || `${what} ${index + 1}`, deviceId));
  select.disabled = options.length === 0;
  select.replaceChildren(...(options.length > 0 ? options : [new Option(`No ${what} found`, '')]));
  if (devices.some(({ deviceId }) => deviceId === chosen)) {
    select.value = chosen;
  }
}
