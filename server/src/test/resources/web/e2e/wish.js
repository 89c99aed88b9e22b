/** A WHIP publisher and a WHEP player for tests: nothing but fetch and RTCPeerConnection, as their documents say. */
import { colouredVideo, tone } from './paint.js';

let connection;
let session;
let entityTag;
let element;

async function post(path, headers) {
  await connection.setLocalDescription();
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
  /** Publishes a colour and a tone. */
  async publish(path, { colour, hz, headers = {} }) {
    connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    const stream = new MediaStream([tone(hz), colouredVideo({ colour })]);
    for (const track of stream.getTracks()) {
      connection.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
    }
    return post(path, headers);
  },

  /** Watches. */
  async play(path, { headers = {} } = {}) {
    connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    element = document.createElement('video');
    Object.assign(element, { autoplay: true, playsInline: true, muted: true });
    document.body.append(element);
    const stream = new MediaStream();
    connection.ontrack = ({ track }) => stream.addTrack(track);
    element.srcObject = stream;
    connection.addTransceiver('audio', { direction: 'recvonly' });
    connection.addTransceiver('video', { direction: 'recvonly' });
    return post(path, headers);
  },

  /** The average colour of what is seen; null before there is anything. */
  picture() {
    if (!element?.videoWidth) {
      return null;
    }
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 16, height: 16 });
    const pen = canvas.getContext('2d');
    pen.drawImage(element, 0, 0, 16, 16);
    const pixels = pen.getImageData(0, 8, 16, 8).data;
    const sum = [0, 0, 0];
    for (let i = 0; i < pixels.length; i += 4) {
      sum.forEach((_, c) => (sum[c] += pixels[i + c]));
    }
    const [red, green, blue] = sum.map((total) => Math.round(total / (pixels.length / 4)));
    return { red, green, blue };
  },

  async framesDecoded() {
    const reports = [...(await connection.getStats()).values()];
    return reports.find((it) => it.type === 'inbound-rtp' && it.kind === 'video')?.framesDecoded ?? 0;
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
