/** Cameras and microphones for browsers that have no files as such: pictures from a canvas, tones from Web Audio. */

/** What plays and measures sound. */
let audio;

export function audioContext() {
  audio ??= new AudioContext();
  audio.resume();
  return audio;
}

/** A colour with a square that wanders. */
export function colouredVideo({ colour, width = 320, height = 240, frameRate = 15 }) {
  return paintedVideo(width, height, frameRate, (pen, frame) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = 'white';
    pen.fillRect((frame * 8) % width, 8, 16, 16);
  });
}

/** Somebody before a wall, in shades of one hue, who sways a little. */
export function portraitVideo({ hue, width = 320, height = 180, frameRate = 10 }) {
  return paintedVideo(width, height, frameRate, (pen, frame) => {
    const wall = pen.createLinearGradient(0, 0, width, height);
    wall.addColorStop(0, `hsl(${hue} 45% 78%)`);
    wall.addColorStop(1, `hsl(${hue + 25} 40% 42%)`);
    pen.fillStyle = wall;
    pen.fillRect(0, 0, width, height);
    const middle = width / 2 + Math.sin(frame / 9) * width * 0.015;
    const size = height * 0.2;
    disc(pen, middle, height * 1.06, size * 2.1, size * 1.9, `hsl(${hue + 180} 35% 34%)`);
    disc(pen, middle, height * 0.66, size * 0.42, size * 0.6, `hsl(${20 + (hue % 15)} 42% ${48 + (hue % 20)}%)`);
    disc(pen, middle, height * 0.36, size * 1.08, size * 1.15, `hsl(${hue % 45} 35% ${16 + (hue % 25)}%)`);
    disc(pen, middle, height * 0.44, size * 0.88, size * 1.1, `hsl(${20 + (hue % 15)} 45% ${56 + (hue % 20)}%)`);
  });
}

/** A sine. */
export function tone(hz) {
  const context = audioContext();
  const sine = context.createOscillator();
  sine.frequency.value = hz;
  const volume = context.createGain();
  volume.gain.value = 0.4;
  const out = context.createMediaStreamDestination();
  sine.connect(volume).connect(out);
  sine.start();
  return out.stream.getAudioTracks()[0];
}

function paintedVideo(width, height, frameRate, paint) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d');
  let frame = 0;
  paint(pen, frame);
  setInterval(() => paint(pen, ++frame), 1000 / frameRate);
  return canvas.captureStream(frameRate).getVideoTracks()[0];
}

function disc(pen, x, y, radiusX, radiusY, colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(x, y, radiusX, radiusY, 0, 0, 2 * Math.PI);
  pen.fill();
}
