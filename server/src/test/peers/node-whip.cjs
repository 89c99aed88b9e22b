/**
 * Publishes by WHIP with the whip-whep library on an old libwebrtc (@roamhq/wrtc): trickles its candidates by PATCH
 * with the ETag it was given, and restarts ICE by PATCH. Paints a colour with a square that wanders, and plays a tone.
 *
 * Argument: JSON with `url`, `token` (optional), `yuv` (the colour, three numbers), `hz`.
 * Prints JSON lines: every request as `{"request": "PATCH", "status": 204, "ifMatch": …}`, then states: `answered`,
 * `connected` …, `restarted`, `stopped`; or an `error` before it fails.
 * Reads JSON lines: `{"restart": true}` restarts ICE. Ends with its input.
 */
'use strict';
const readline = require('readline');
const { pathToFileURL } = require('url');
const wrtc = require('@roamhq/wrtc');

const WIDTH = 320;
const HEIGHT = 240;
const FRAME_MILLIS = 40;
const SAMPLE_RATE = 48_000;
const CHUNK_MILLIS = 10;
const CHUNK_SAMPLES = (SAMPLE_RATE * CHUNK_MILLIS) / 1000;
const AMPLITUDE = 12_000;
const SQUARE = 16;

const options = JSON.parse(process.argv[2]);
const say = (line) => console.log(JSON.stringify(line));
const fail = (error) => {
  say({ error: String(error) });
  process.exit(1);
};
process.on('unhandledRejection', fail);

/** What the library asks of the server, noted as it passes. */
function noteRequests() {
  const request = globalThis.fetch;
  globalThis.fetch = async (url, init = {}) => {
    const response = await request(url, init);
    say({
      request: init.method,
      status: response.status,
      ifMatch: new Headers(init.headers).get('if-match'),
      etag: response.headers.get('etag'),
      location: response.headers.get('location'),
    });
    return init.method === 'PATCH' && response.status === 200 ? withOneCandidate(response) : response;
  };
}

/** After a restart the library glues the candidates of the server with commas: it can do with only one. */
async function withOneCandidate(response) {
  const [first, ...others] = (await response.text()).split(/(?=^a=candidate:)/m);
  const rest = others.map((part, index) => (index === 0 ? part : part.replace(/^a=candidate:.*\r\n/, '')));
  return new Response(first + rest.join(''), { status: response.status, headers: response.headers });
}

/** Calls with 0, 1, 2 … on time, catching up after a delay. */
function every(millis, act) {
  const start = performance.now();
  let count = 0;
  return setInterval(() => {
    for (; count * millis <= performance.now() - start; count++) {
      act(count);
    }
  }, millis / 2);
}

function camera([y, u, v]) {
  const source = new wrtc.nonstandard.RTCVideoSource();
  const luma = WIDTH * HEIGHT;
  const timer = every(FRAME_MILLIS, (frame) => {
    const data = new Uint8Array((luma * 3) / 2);
    data.fill(y, 0, luma).fill(u, luma, (luma * 5) / 4).fill(v, (luma * 5) / 4);
    const left = (frame * 8) % (WIDTH - SQUARE);
    for (let row = 0; row < SQUARE; row++) {
      data.fill(220, row * WIDTH + left, row * WIDTH + left + SQUARE);
    }
    source.onFrame({ width: WIDTH, height: HEIGHT, data });
  });
  return { track: source.createTrack(), timer };
}

function microphone(hz) {
  const source = new wrtc.nonstandard.RTCAudioSource();
  const timer = every(CHUNK_MILLIS, (chunk) => {
    const samples = new Int16Array(CHUNK_SAMPLES);
    for (let i = 0; i < CHUNK_SAMPLES; i++) {
      samples[i] = AMPLITUDE * Math.sin((2 * Math.PI * hz * (chunk * CHUNK_SAMPLES + i)) / SAMPLE_RATE);
    }
    source.onData({ samples, sampleRate: SAMPLE_RATE, bitsPerSample: 16, channelCount: 1, numberOfFrames: CHUNK_SAMPLES });
  });
  return { track: source.createTrack(), timer };
}

async function main() {
  const { WHIPClient } = await import(pathToFileURL(require.resolve('whip-whep/whip.js')).href);
  noteRequests();
  const connection = new wrtc.RTCPeerConnection();
  const sources = [microphone(options.hz), camera(options.yuv)];
  const stream = new wrtc.MediaStream(sources.map(({ track }) => track));
  for (const { track } of sources) {
    connection.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
  }
  const client = new WHIPClient();
  await client.publish(connection, options.url, options.token);
  connection.addEventListener('connectionstatechange', () => say({ state: connection.connectionState }));
  say({ state: 'answered' });

  const commands = readline.createInterface({ input: process.stdin });
  commands.on('line', async () => {
    await client.restart();
    say({ state: 'restarted' });
  });
  commands.on('close', async () => {
    sources.forEach(({ timer }) => clearInterval(timer));
    await client.stop();
    say({ state: 'stopped' });
    process.exit(0);
  });
}

main().catch(fail);
