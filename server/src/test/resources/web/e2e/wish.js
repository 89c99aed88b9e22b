/** A WHIP publisher and a WHEP player for tests: nothing but fetch and RTCPeerConnection, as their documents say. */
import { Meter, inbound, statistics } from './measure.js';
import { colouredVideo, tone } from './paint.js';
import { Clapper, Journal } from './clap.js';

const meters = {};
let connection;
let session;
let entityTag;
let posted;
let firstFrameMillis;
let links = '';
const events = [];
const journals = {};
let clapper;

/** Prefers one codec to the point of knowing no other. */
function only(transceiver, mimeType, capabilities) {
  transceiver.setCodecPreferences(
    capabilities.getCapabilities('video').codecs.filter((codec) => [mimeType, 'video/rtx'].includes(codec.mimeType)),
  );
}

/** The URL of the link with this relation. */
function link(relation) {
  const [, target] = links.match(new RegExp(`<([^>]*)>; rel="urn:ietf:params:whep:ext:core:${relation}"`));
  return new URL(target, session).href;
}

async function postJson(url, value) {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(value) });
}

/** An offer as from who estimates the old way. */
const withoutTransportFeedback = (sdp) => sdp.replace(/^a=(rtcp-fb:\d+ transport-cc|extmap:\d+ \S*transport-wide-cc\S*)\r\n/gm, '');

async function post(path, headers, changed = (sdp) => sdp) {
  await connection.setLocalDescription();
  posted = performance.now();
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp', ...headers },
    body: changed(connection.localDescription.sdp),
  });
  if (response.status === 406) {
    return answer(response);
  }
  if (response.status !== 201) {
    return { status: response.status, body: await response.text() };
  }
  session = new URL(response.headers.get('Location'), response.url).href;
  entityTag = response.headers.get('ETag');
  links = response.headers.get('Link') ?? '';
  await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  return { status: response.status };
}

/** The server offers what it has instead: draft-ietf-wish-whep, "Server Sends Counter-Offer". */
async function answer(response) {
  session = new URL(response.headers.get('Location'), response.url).href;
  await connection.setLocalDescription({ type: 'rollback' });
  await connection.setRemoteDescription({ type: 'offer', sdp: await response.text() });
  await connection.setLocalDescription();
  const answered = await fetch(session, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/sdp' },
    body: connection.localDescription.sdp,
  });
  return { status: response.status, answered: answered.status, body: await answered.text() };
}

function attribute(sdp, name) {
  return sdp.match(new RegExp(`^a=${name}:(.*)$`, 'm'))[1].trim();
}

globalThis.wish = {
  /** Publishes a colour and, with hz, a tone; with a MIME type in no other codec; with rids at half the size each. */
  async publish(path, { colour, width, height, hz, mimeType, rids = [], headers = {} }) {
    connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    const stream = new MediaStream([...(hz ? [tone(hz)] : []), colouredVideo({ colour, width, height })]);
    for (const track of stream.getTracks()) {
      const sendEncodings = rids.map((rid, i) => ({ rid, scaleResolutionDownBy: 2 ** i, maxBitrate: 300_000 }));
      const simulcast = track.kind === 'video' && rids.length ? { sendEncodings } : {};
      const transceiver = connection.addTransceiver(track, { direction: 'sendonly', streams: [stream], ...simulcast });
      if (mimeType && track.kind === 'video') {
        only(transceiver, mimeType, RTCRtpSender);
      }
    }
    return post(path, headers);
  },

  /** Publishes claps; with a MIME type in no other codec; with rids at half the size each. */
  async clap(path, { mimeType, rids = [], ...picture }) {
    connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    clapper = new Clapper(picture);
    const stream = new MediaStream([clapper.audio, clapper.video]);
    for (const track of stream.getTracks()) {
      const video = track.kind === 'video';
      const sendEncodings = rids.map((rid, i) => ({ rid, scaleResolutionDownBy: 2 ** i, maxBitrate: 600_000 }));
      const simulcast = video && rids.length ? { sendEncodings } : {};
      const transceiver = connection.addTransceiver(track, { direction: 'sendonly', streams: [stream], ...simulcast });
      journals[track.kind] = new Journal(transceiver.sender);
      if (mimeType && video) {
        only(transceiver, mimeType, RTCRtpSender);
      }
    }
    return post(path, {});
  },

  /** Changes an encoding of what is seen: the one with this rid, or the first. */
  async change(rid, change) {
    const sender = connection.getSenders().find((each) => each.track.kind === 'video');
    const parameters = sender.getParameters();
    Object.assign(parameters.encodings.find((each) => !rid || each.rid === rid), change);
    await sender.setParameters(parameters);
  },

  /** No more frames are made. */
  stopClapping: () => clapper.stop(),

  resizeClaps: (width, height) => clapper.resize(width, height),

  /** Every frame of a kind that was encoded to be sent. */
  journal: (kind) => journals[kind].entries,

  /** The statistics of what is sent of a kind. */
  outbound: (kind) => statistics(connection, (entry) => entry.type === 'outbound-rtp' && entry.kind === kind),

  /** Watches; with a MIME type in no other codec, unless the server offers one; with remb it says what it can take. */
  async play(path, { mimeType, remb = false, headers = {} } = {}) {
    connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    connection.ontrack = ({ track }) => {
      meters[track.kind] = new Meter(track);
      if (track.kind === 'video') {
        meters.video.element.requestVideoFrameCallback((now) => {
          firstFrameMillis = now - posted;
        });
      }
    };
    connection.addTransceiver('audio', { direction: 'recvonly' });
    const video = connection.addTransceiver('video', { direction: 'recvonly' });
    if (mimeType) {
      only(video, mimeType, RTCRtpReceiver);
    }
    return post(path, headers, remb ? withoutTransportFeedback : undefined);
  },

  /** Opens a stream of these events and keeps what it tells. */
  async listen(names) {
    const created = await postJson(link('server-sent-events'), names);
    if (created.status !== 201) {
      return { status: created.status, body: await created.text() };
    }
    const source = new EventSource(new URL(created.headers.get('Location'), session).href);
    for (const name of names) {
      source.addEventListener(name, ({ data }) => events.push({ name, data: JSON.parse(data) }));
    }
    await new Promise((resolve, reject) => Object.assign(source, { onopen: resolve, onerror: reject }));
    return { status: created.status };
  },

  /** All events so far. */
  events: () => events,

  /** What the server says to the choice of a layer. */
  async chooseLayer(choice) {
    const response = await postJson(link('layer'), choice);
    return { status: response.status, body: await response.text() };
  },

  /** The average colour of what is seen; null before there is anything. */
  picture: () => meters.video?.picture() ?? null,

  /** The tone that is heard; null in silence. */
  tone: () => meters.audio?.tone() ?? null,

  /** From the POST to when the first frame was shown; null before. */
  firstFrameMillis: () => firstFrameMillis ?? null,

  /** The statistics of what is seen; null before there is anything. */
  video: () => inbound(connection, meters.video?.track),

  async framesDecoded() {
    return (await inbound(connection, meters.video?.track))?.framesDecoded ?? 0;
  },

  /** What says whether ICE runs with the credentials of the last restart: our ufrag on the pair in use. */
  async usedUfrag() {
    const reports = await connection.getStats();
    const transport = [...reports.values()].find((it) => it.type === 'transport');
    return transport?.iceLocalUsernameFragment;
  },

  state: () => connection.connectionState,

  /** RFC 9725 section 4.3.3: the fragment goes by PATCH, and the browser is given the old answer with new ICE. */
  async restartIce() {
    const answer = connection.remoteDescription.sdp;
    connection.restartIce();
    await connection.setLocalDescription();
    const offer = connection.localDescription.sdp;
    const ufrag = attribute(offer, 'ice-ufrag');
    const fragment = [
      `a=ice-ufrag:${ufrag}`,
      `a=ice-pwd:${attribute(offer, 'ice-pwd')}`,
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      `a=mid:${attribute(offer, 'mid')}`,
      '',
    ].join('\r\n');
    const response = await fetch(session, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': '*' },
      body: fragment,
    });
    const text = await response.text();
    if (response.status === 200) {
      const changed = response.headers.get('ETag') !== entityTag;
      entityTag = response.headers.get('ETag');
      const sdp = answer
        .replace(/^a=ice-ufrag:.*$/gm, `a=ice-ufrag:${attribute(text, 'ice-ufrag')}`)
        .replace(/^a=ice-pwd:.*$/gm, `a=ice-pwd:${attribute(text, 'ice-pwd')}`);
      await connection.setRemoteDescription({ type: 'answer', sdp });
      return { status: response.status, changed, ufrag };
    }
    return { status: response.status, body: text };
  },

  async stop() {
    connection.close();
    return { status: (await fetch(session, { method: 'DELETE' })).status };
  },
};
