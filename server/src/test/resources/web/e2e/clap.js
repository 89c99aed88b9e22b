/** A flash and a beep that begin together, once a second, and a journal of what a sender made of them. */
import { audioContext } from './paint.js';

export const FRAMES_PER_SECOND = 25;
const CLAP_SECONDS = 0.2;
const BEEP_HZ = 1000;
const AHEAD_SECONDS = 120;
const LOOK_MILLIS = 4;

/**
 * Both tracks, told by one clock: that of the audio, which is read often enough to paint when a sample is due. Frames go to
 * the track by hand, so that none waits for the compositor.
 */
export class Clapper {
  constructor({ width = 320, height = 240, frameRate = FRAMES_PER_SECOND, grain = 0 }) {
    this.context = audioContext();
    this.frameRate = frameRate;
    this.grain = grain;
    this.canvas = new OffscreenCanvas(width, height);
    this.pen = this.canvas.getContext('2d');
    this.frames = 0;
    this.begin = this.context.currentTime + 0.3;
    this.audio = this.beeps();
    this.video = new MediaStreamTrackGenerator({ kind: 'video' });
    this.writer = this.video.writable.getWriter();
    this.timer = setInterval(() => this.look(), LOOK_MILLIS);
  }

  beeps() {
    const sine = new OscillatorNode(this.context, { frequency: BEEP_HZ });
    const volume = new GainNode(this.context, { gain: 0 });
    for (let clap = 0; clap < AHEAD_SECONDS; clap++) {
      volume.gain.setValueAtTime(0.5, this.begin + clap);
      volume.gain.setValueAtTime(0, this.begin + clap + CLAP_SECONDS);
    }
    const out = this.context.createMediaStreamDestination();
    sine.connect(volume).connect(out);
    sine.start();
    return out.stream.getAudioTracks()[0];
  }

  look() {
    while (this.context.currentTime >= this.begin + this.frames / this.frameRate) {
      this.paint(this.frames / this.frameRate);
      this.frames++;
    }
  }

  paint(seconds) {
    const { width, height } = this.canvas;
    const { pen } = this;
    pen.fillStyle = seconds % 1 < CLAP_SECONDS - 0.5 / this.frameRate ? 'white' : 'black';
    pen.fillRect(0, 0, width, height);
    // something that moves, and as much more as makes frames of several packets
    pen.fillStyle = 'grey';
    pen.fillRect((this.frames * 8) % width, 8, 16, 16);
    for (let speck = 0; speck < this.grain; speck++) {
      pen.fillStyle = speck % 2 ? '#181818' : '#e8e8e8';
      pen.fillRect(Math.random() * width, Math.random() * height, 3, 3);
    }
    this.writer.write(new VideoFrame(this.canvas, { timestamp: Math.round(seconds * 1e6) })).catch(() => {});
  }

  resize(width, height) {
    Object.assign(this.canvas, { width, height });
  }

  /** No frame comes any more; the sound falls silent. */
  stop() {
    clearInterval(this.timer);
  }
}

const worker = () => new Worker('/web/e2e/journal.js');

/** Notes every frame that a sender's encoder hands on, before it becomes packets. */
export class Journal {
  constructor(sender) {
    this.entries = [];
    const scribe = worker();
    scribe.onmessage = ({ data }) => this.entries.push(data);
    sender.transform = new RTCRtpScriptTransform(scribe, {});
  }
}
