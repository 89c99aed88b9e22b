/** What a received track shows and says, in numbers. */
import { audioContext } from './paint.js';

/** The average colour of what an element shows, away from the edges; null while nothing is seen. */
export function pictureOf(video) {
  if (!video.videoWidth || video.readyState < 2) {
    return null;
  }
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 32, height: 24 });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(video, 0, 0, 32, 24);
  const { data } = pen.getImageData(4, 8, 24, 12);
  const sum = [0, 0, 0];
  data.forEach((value, index) => index % 4 < 3 && (sum[index % 4] += value));
  const [red, green, blue] = sum.map((value) => Math.round((value * 4) / data.length));
  return { red, green, blue, width: video.videoWidth, height: video.videoHeight };
}

/** Plays a track in an element of its own, and is ready to measure it. */
export class Meter {
  constructor(track) {
    const element = document.createElement(track.kind);
    element.autoplay = true;
    element.playsInline = true;
    // a remote track is silent in Web Audio unless an element plays it
    element.muted = true;
    element.srcObject = new MediaStream([track]);
    document.body.append(element);
    element.play().catch(() => {});
    this.track = track;
    this.element = element;
    if (track.kind === 'audio') {
      this.analyser = audioContext().createAnalyser();
      this.analyser.fftSize = 16384;
      this.analyser.smoothingTimeConstant = 0;
      this.source = audioContext().createMediaStreamSource(element.srcObject);
      this.source.connect(this.analyser);
    }
  }

  /** The average colour of the picture, away from the edges; null while nothing is seen. */
  picture() {
    return pictureOf(this.element);
  }

  /** The strongest frequency of the sound; null while nothing is heard. */
  tone() {
    const bins = new Float32Array(this.analyser.frequencyBinCount);
    this.analyser.getFloatFrequencyData(bins);
    const strongest = bins.reduce((best, value, index) => (value > bins[best] ? index : best), 0);
    const decibels = bins[strongest];
    if (!(decibels > -70)) {
      return null;
    }
    return { hz: (strongest * this.analyser.context.sampleRate) / this.analyser.fftSize, decibels };
  }

  close() {
    this.source?.disconnect();
    this.element.remove();
  }
}

/** The entries of a connection's statistics that a predicate likes. */
export async function statistics(connection, select) {
  const found = [];
  (await connection.getStats()).forEach((entry) => select(entry) && found.push(entry));
  return found;
}

/** A track's `inbound-rtp` and its codec's MIME type; null before its first packet. */
export async function inbound(connection, track) {
  const [found] = await statistics(connection, (entry) => entry.type === 'inbound-rtp' && entry.trackIdentifier === track?.id);
  if (!found) {
    return null;
  }
  const [codec] = await statistics(connection, (entry) => entry.id === found.codecId);
  return { ...found, mimeType: codec?.mimeType };
}
