/** What the watch page shows and says, in numbers. */
import { Meter, pictureOf } from './measure.js';

/** By track. */
const meters = new WeakMap();

/** One for each picture. */
export function watchedPictures() {
  return watched().map(pictureOf);
}

/** What comes with the first picture, whether the page is muted or not; null while nothing is heard. */
export function watchedTone() {
  const [track] = watched()[0]?.srcObject?.getAudioTracks() ?? [];
  if (!track) {
    return null;
  }
  if (!meters.has(track)) {
    meters.set(track, new Meter(track));
  }
  return meters.get(track).tone();
}

function watched() {
  return [...document.querySelectorAll('[data-testid=watch-video]')].filter(({ hidden }) => !hidden);
}
