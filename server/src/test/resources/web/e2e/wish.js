/** A WHIP publisher and a WHEP player for tests: nothing but fetch and RTCPeerConnection, as their documents say. */
import { Meter, inbound } from './measure.js';
import { colouredVideo, tone } from './paint.js';

const meters = {};
let connection;
let session;
let entityTag;
let posted;
let firstFrameMillis;

async function post(path, headers) {
  await connection.setLocalDescription();
  posted = performance.now();
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp', ...headers },
    body: connection.localDescription.sdp,
  });
  if (response.status !== 201) {
    return { status: response.status, body: await response.text() };
  }
  session = new URL(response.headers.get('Location'), response.url).href;
  entityTag = response.headers.get('ETag');
  await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  return { status: response.status };
}

function attribute(sdp, name) {
  return sdp.match(new RegExp(`^a=${name}:(.*)$`, 'm'))[1].trim();
}

globalThis.wish = {
  /** Publishes a colour and a tone; with a MIME type in no other codec. */
  async publish(path, { colour, width, height, hz, mimeType, headers = {} }) {
    connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    const stream = new MediaStream([tone(hz), colouredVideo({ colour, width, height })]);
    for (const track of stream.getTracks()) {
      const transceiver = connection.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
      if (mimeType && track.kind === 'video') {
        transceiver.setCodecPreferences(
          RTCRtpSender.getCapabilities('video').codecs.filter((codec) => [mimeType, 'video/rtx'].includes(codec.mimeType)),
        );
      }
    }
    return post(path, headers);
  },

  /** Watches. */
  async play(path, { headers = {} } = {}) {
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
    connection.addTransceiver('video', { direction: 'recvonly' });
    return post(path, headers);
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
