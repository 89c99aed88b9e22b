// @ts-check
import { element } from './dom.js';
import { grid } from './layout.js';

/**
 * Shows streams, one over the whole window, several side by side. Dispatches `change` when there is a picture or no
 * longer, and when the browser wants a touch before it gives sound.
 */
export class WatchScreen extends EventTarget {
  #place;
  /** @type {HTMLVideoElement[]} */
  #videos = [];
  #muted;
  #volume;
  #silenced = false;
  #watching = new AbortController();

  /**
   * @param {HTMLElement} place
   * @param {{ muted: boolean, volume: number }} sound
   */
  constructor(place, { muted, volume }) {
    super();
    this.#place = place;
    this.#muted = muted;
    this.#volume = volume;
    new ResizeObserver(() => this.#layOut()).observe(place);
  }

  /** The largest picture, or the first element. */
  get video() {
    return this.#pictures[0] ?? this.#videos[0] ?? null;
  }

  get hasPicture() {
    return this.#pictures.length > 0;
  }

  /** Whether sound is off because the browser wants a touch first. */
  get silenced() {
    return this.#silenced;
  }

  get muted() {
    return this.#muted;
  }

  get volume() {
    return this.#volume;
  }

  /** Call it from a click: it is what the browser waits for. @param {{ muted?: boolean, volume?: number }} sound */
  setSound({ muted = this.#muted, volume = this.#volume }) {
    this.#muted = muted;
    this.#volume = volume;
    this.#silenced = false;
    this.#videos.forEach((video) => this.#play(video));
    this.#changed();
  }

  /** Takes the place of what was shown. @param {readonly MediaStream[]} streams */
  show(streams) {
    this.#watching.abort();
    this.#watching = new AbortController();
    this.#videos = streams.map((stream) => this.#newVideo(stream));
    this.#place.replaceChildren(...this.#videos);
    this.#videos.forEach((video) => this.#play(video));
    this.#changed();
  }

  get #pictures() {
    return this.#videos.filter((video) => video.videoWidth > 0 && picture(video)?.muted === false);
  }

  /** @param {MediaStream} stream */
  #newVideo(stream) {
    const video = element('video', 'watch__video');
    video.dataset.testid = 'watch-video';
    video.playsInline = true;
    video.srcObject = stream;
    const options = { signal: this.#watching.signal };
    const changed = () => this.#changed();
    video.addEventListener('resize', changed, options);
    video.addEventListener('loadeddata', changed, options);
    for (const track of stream.getVideoTracks()) {
      track.addEventListener('mute', changed, options);
      track.addEventListener('unmute', changed, options);
    }
    return video;
  }

  /** @param {HTMLVideoElement} video */
  async #play(video) {
    video.volume = this.#volume;
    video.muted = this.#muted || this.#silenced;
    try {
      await video.play();
    } catch (error) {
      // another stream took the place meanwhile, unless it is this
      if (error instanceof DOMException && error.name === 'NotAllowedError' && !video.muted) {
        this.#silenced = true;
        video.muted = true;
        this.#changed();
        await video.play().catch(() => {});
      }
    }
  }

  #changed() {
    this.#layOut();
    this.dispatchEvent(new Event('change'));
  }

  #layOut() {
    const shown = this.#pictures;
    const { clientWidth, clientHeight } = this.#place;
    const places = shown.length > 1 ? grid(shown.length, clientWidth, clientHeight) : [];
    for (const video of this.#videos) {
      const place = places[shown.indexOf(video)];
      video.hidden = shown.length > 0 && !shown.includes(video);
      video.classList.toggle('watch__video--tile', place !== undefined);
      Object.assign(video.style, {
        left: place ? `${place.x}px` : '',
        top: place ? `${place.y}px` : '',
        width: place ? `${place.width}px` : '',
        height: place ? `${place.height}px` : '',
      });
    }
  }
}

/** @param {HTMLVideoElement} video */
function picture(video) {
  return /** @type {MediaStream} */ (video.srcObject).getVideoTracks()[0];
}
