/**
 * Publishes by WHIP as OBS 32 does: the same libdatachannel calls in the same order as its whip-output.cpp, by way of
 * node-datachannel. The offer, what is asked of the answer, and what is sent are OBS's; OBS itself it is not.
 *
 * Argument: JSON with `url`, `token` (optional), `audio` (Ogg Opus, 20 ms frames) and `layers`, the first the largest:
 * Annex B files of H264 with access unit delimiters, played in a loop at 25 frames a second.
 * Prints JSON lines: `answered`, `connected`, `sending`, `deleted`, or an `error` before it fails.
 * Reads JSON lines: `{"layer": 0, "active": false}` stops a layer as a dying encoder does. Ends with its input.
 */
'use strict';
const fs = require('fs');
const readline = require('readline');
const rtc = require('node-datachannel');

const FRAMES_PER_SECOND = 25;
const TICKS_PER_FRAME = 90_000 / FRAMES_PER_SECOND;
const SAMPLES_PER_PACKET = 960;
const PACKET_MILLIS = 20;
const MAX_FRAGMENT = 1200;
const NACK_BUFFER = 4000;
const PAYLOAD_TYPE = { audio: 111, video: 96 };
// whatever the answer says about them, as in OBS
const MID_EXTENSION = 1;
const RID_EXTENSION = 2;
const AUD = 9;

const options = JSON.parse(process.argv[2]);
const say = (line) => console.log(JSON.stringify(line));
const fail = (message) => {
  say({ error: message });
  process.exit(1);
};

/** What OBS puts into its offer, without candidates: the server learns the address from the checks. */
function offer(connection, layers) {
  const base = Math.floor(Math.random() * 0x7fff_fff0) + 1;
  const id = Math.random().toString(36).slice(2, 18);
  const cname = `c${id}`;

  const audio = new rtc.Audio('0', 'SendOnly');
  audio.addOpusCodec(PAYLOAD_TYPE.audio);
  audio.addSSRC(base, cname, id, `${id}-audio`);
  const audioTrack = connection.addTrack(audio);
  const audioConfig = new rtc.RtpPacketizationConfig(base, cname, PAYLOAD_TYPE.audio, 48_000);
  const packetizer = new rtc.RtpPacketizer(audioConfig);
  packetizer.addToChain(new rtc.RtcpSrReporter(audioConfig));
  packetizer.addToChain(new rtc.RtcpNackResponder());
  audioTrack.setMediaHandler(packetizer);

  const video = new rtc.Video('1', 'SendOnly');
  video.parseSdpLine(`a=extmap:${MID_EXTENSION} urn:ietf:params:rtp-hdrext:sdes:mid`);
  video.parseSdpLine(`a=extmap:${RID_EXTENSION} urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id`);
  video.addSSRC(base + 1, cname, id, `${id}-video`);
  const rids = layers.map((_, index) => String(index));
  if (layers.length > 1) {
    rids.forEach((rid) => video.parseSdpLine(`a=rid:${rid} send`));
    video.parseSdpLine(`a=simulcast:send ${rids.join(';')}`);
  }
  video.addH264Codec(PAYLOAD_TYPE.video);
  const videoTrack = connection.addTrack(video);
  // the binding's packetizer knows no header extensions: RTP is made below, and only kept and reported here
  const videoConfig = new rtc.RtpPacketizationConfig(base + 1, cname, PAYLOAD_TYPE.video, 90_000);
  const reporter = new rtc.RtcpSrReporter(videoConfig);
  reporter.addToChain(new rtc.RtcpNackResponder(NACK_BUFFER));
  videoTrack.setMediaHandler(reporter);

  connection.setLocalDescription();
  const simulcast = layers.length > 1;
  const sdp = connection
    .localDescription()
    .sdp.replace(/a=(candidate|end-of-candidates).*\r\n/g, '')
    .replace(/^m=(\w+) \d+ /gm, 'm=$1 9 ')
    .replace(/^c=IN .*$/gm, 'c=IN IP4 0.0.0.0')
    .split('\r\n')
    .filter((line) => !(simulcast && line.startsWith(`a=ssrc:${base + 1} `)))
    .join('\r\n');
  return { sdp, ssrc: base + 1, audioTrack, audioConfig, videoTrack };
}

async function post(sdp) {
  const response = await fetch(options.url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/sdp',
      'User-Agent': 'Mozilla/5.0 (OBS-Studio/32.2.2; Linux x86_64; en-US)',
      ...(options.token && { Authorization: `Bearer ${options.token}` }),
    },
    body: sdp,
  });
  const answer = await response.text();
  if (response.status !== 201) {
    fail(`POST: ${response.status} ${answer}`);
  }
  const location = response.headers.get('location');
  if (!location) {
    fail('no Location in the answer');
  }
  const layers = acceptedLayers(answer);
  if (options.layers.length > 1 && layers !== options.layers.length) {
    fail(`${layers} of ${options.layers.length} layers accepted: ${answer}`);
  }
  say({ state: 'answered', status: response.status, location, layers });
  return { answer, resource: new URL(location, response.url) };
}

/** OBS counts the semicolons of the first line of its kind. */
function acceptedLayers(answer) {
  const start = answer.indexOf('a=simulcast');
  if (start < 0) {
    return 1;
  }
  const line = answer.slice(start, answer.indexOf('\r\n', start));
  return line.split(';').length;
}

/** The NAL units of each access unit, without the delimiters. */
function accessUnits(file) {
  const data = fs.readFileSync(file);
  const starts = [];
  for (let i = 0; i + 3 < data.length; i++) {
    if (data[i] === 0 && data[i + 1] === 0 && data[i + 2] === 1) {
      starts.push(i);
    }
  }
  const units = [];
  starts.forEach((start, index) => {
    let end = starts[index + 1] ?? data.length;
    // a start code of four bytes begins one before
    if (index + 1 < starts.length && data[end - 1] === 0) {
      end--;
    }
    const nal = data.subarray(start + 3, end);
    if ((nal[0] & 31) === AUD) {
      units.push([]);
    } else {
      units.at(-1).push(nal);
    }
  });
  return units;
}

/** The packets of an Ogg Opus file after its two headers. */
function opusPackets(file) {
  const data = fs.readFileSync(file);
  const packets = [];
  let begun = [];
  for (let page = 0; page < data.length; ) {
    const segments = data[page + 26];
    let at = page + 27 + segments;
    for (let i = 0; i < segments; i++) {
      const size = data[page + 27 + i];
      begun.push(data.subarray(at, at + size));
      at += size;
      if (size < 255) {
        packets.push(Buffer.concat(begun));
        begun = [];
      }
    }
    page = at;
  }
  return packets.slice(2);
}

/** One layer: its own SSRC and sequence numbers from 0, timestamps in common, mid and rid in every packet. */
class Layer {
  constructor(index, ssrc, file) {
    this.rid = String(index);
    this.ssrc = ssrc;
    this.units = accessUnits(file);
    this.sequence = 0;
    this.active = true;
  }

  /** The packets of a frame: each NAL unit alone or in FU-A fragments, never aggregated. */
  packets(frame, timestamp) {
    const payloads = this.units[frame % this.units.length].flatMap(fragments);
    return payloads.map((payload, index) => this.packet(payload, timestamp, index === payloads.length - 1));
  }

  packet(payload, timestamp, marker) {
    const header = Buffer.alloc(20);
    header[0] = 0x90;
    header[1] = (marker ? 0x80 : 0) | PAYLOAD_TYPE.video;
    header.writeUInt16BE(this.sequence++ & 0xffff, 2);
    header.writeUInt32BE(timestamp, 4);
    header.writeUInt32BE(this.ssrc, 8);
    header.writeUInt16BE(0xbede, 12);
    header.writeUInt16BE(1, 14);
    header[16] = MID_EXTENSION << 4;
    header[17] = '1'.charCodeAt(0);
    header[18] = RID_EXTENSION << 4;
    header[19] = this.rid.charCodeAt(0);
    return Buffer.concat([header, payload]);
  }
}

function fragments(nal) {
  if (nal.length <= MAX_FRAGMENT) {
    return [nal];
  }
  const parts = [];
  for (let at = 1; at < nal.length; at += MAX_FRAGMENT - 2) {
    const part = nal.subarray(at, at + MAX_FRAGMENT - 2);
    const start = at === 1 ? 0x80 : 0;
    const end = at + part.length === nal.length ? 0x40 : 0;
    parts.push(Buffer.concat([Buffer.from([(nal[0] & 0x60) | 28, start | end | (nal[0] & 31)]), part]));
  }
  return parts;
}

/** Calls with 0, 1, 2 … on time, catching up after a delay. */
function every(millis, act) {
  const start = performance.now();
  let count = 0;
  setInterval(() => {
    for (; count * millis <= performance.now() - start; count++) {
      act(count);
    }
  }, millis / 2);
}

async function main() {
  const connection = new rtc.PeerConnection('obs-like', { iceServers: [], disableAutoNegotiation: true });
  const { sdp, ssrc, audioTrack, audioConfig, videoTrack } = offer(connection, options.layers);
  const layers = options.layers.map((file, index) => new Layer(index, ssrc + index, file));
  const opus = opusPackets(options.audio);
  const { answer, resource } = await post(sdp);

  let stopping = false;
  connection.onStateChange((state) => {
    say({ state });
    // OBS gives up, and begins anew with another POST
    if (!stopping && (state === 'disconnected' || state === 'failed')) {
      fail(`connection ${state}`);
    }
  });
  connection.setRemoteDescription(answer, 'answer');

  // encoders run from the start, and what they make before the track is open is lost
  every(1000 / FRAMES_PER_SECOND, (frame) => {
    for (const layer of videoTrack.isOpen() ? layers.filter((each) => each.active) : []) {
      layer.packets(frame, frame * TICKS_PER_FRAME).forEach((packet) => videoTrack.sendMessageBinary(packet));
    }
  });
  every(PACKET_MILLIS, (packet) => {
    if (audioTrack.isOpen()) {
      audioConfig.timestamp = packet * SAMPLES_PER_PACKET;
      audioTrack.sendMessageBinary(opus[packet % opus.length]);
    }
  });

  const commands = readline.createInterface({ input: process.stdin });
  commands.on('line', (line) => {
    const command = JSON.parse(line);
    layers[command.layer].active = command.active;
  });
  commands.on('close', async () => {
    stopping = true;
    const response = await fetch(resource, {
      method: 'DELETE',
      headers: options.token ? { Authorization: `Bearer ${options.token}` } : {},
    });
    say({ state: 'deleted', status: response.status });
    connection.close();
    // its threads do not like to be ended at once
    setTimeout(() => process.exit(0), 200);
  });
}

main().catch((error) => fail(String(error)));
