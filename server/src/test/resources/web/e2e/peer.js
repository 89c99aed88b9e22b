/** One participant for tests: joins with the product's client and measures what it sees and hears. */
import { Room } from '/web/client/sluice.js';
import { Meter, inbound, statistics } from './measure.js';
import { Clapper } from './clap.js';
import { colouredVideo, portraitVideo, tone } from './paint.js';

const events = [];
const received = new Map();
const media = {};
let room;

/** Publishes with one codec: the client has no such option, so the sections it adds are told here. */
function preferCodec(mimeType) {
  const add = RTCPeerConnection.prototype.addTransceiver;
  RTCPeerConnection.prototype.addTransceiver = function (kind, init) {
    const transceiver = add.call(this, kind, init);
    if (kind === 'video' && init.direction === 'sendonly') {
      const codecs = RTCRtpSender.getCapabilities('video').codecs;
      transceiver.setCodecPreferences([
        ...codecs.filter((codec) => codec.mimeType.toLowerCase() === mimeType.toLowerCase()),
        ...codecs.filter((codec) => codec.mimeType === 'video/rtx'),
      ]);
    }
    return transceiver;
  };
}

async function capture({ width = 320, height = 240, frameRate = 15 }) {
  return navigator.mediaDevices.getUserMedia({
    video: { width, height, frameRate },
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
}

/** What a page of its own making shows and says. */
function paint({ hue, hz, claps, ...picture }) {
  if (claps) {
    const { audio, video } = new Clapper(picture);
    return new MediaStream([video, audio]);
  }
  const video = hue === undefined ? colouredVideo(picture) : portraitVideo({ hue });
  return new MediaStream([video, tone(hz)]);
}

function begin({ track, trackId }) {
  received.set(trackId, new Meter(track));
}

function end({ trackId }) {
  received.get(trackId)?.close();
  received.delete(trackId);
}

function watch() {
  for (const type of [
    'participantJoined', 'participantLeft', 'participantUpdated', 'trackPublished', 'trackUnpublished', 'trackSubscribed',
    'trackUnsubscribed', 'trackMuted', 'trackUnmuted', 'activeSpeakers', 'connectionQuality', 'reconnecting',
    'reconnected', 'draining', 'message', 'roomUpdated', 'closed',
  ]) {
    room.addEventListener(type, ({ detail }) => {
      const { participant } = detail;
      const name = participant?.name ?? room.participants.get(participant ?? detail.from)?.name;
      events.push({ type, name, ...plain(detail) });
    });
  }
  room.addEventListener('trackSubscribed', ({ detail }) => begin(detail));
  room.addEventListener('trackUnsubscribed', ({ detail }) => end(detail));
}

function plain(detail) {
  return Object.fromEntries(
    Object.entries(detail).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value) || Array.isArray(value)),
  );
}

function subscription(name, kind) {
  return [...room.subscriptions.values()].find((each) => each.participant?.name === name && each.kind === kind);
}

function trackOf(name, kind) {
  const owner = [...room.participants.values()].find((other) => other.name === name);
  return owner.tracks.find((track) => track.kind === kind);
}

function stats(select) {
  return statistics(room.peerConnection, select);
}

const peer = {
  async join({ room: name, codec, paint: painted, publish = true, kinds = ['audio', 'video'], ...options }) {
    if (codec) {
      preferCodec(codec);
    }
    room = await Room.connect('/api/ws', { room: name, publish, ...options });
    peer.room = room;
    watch();
    if (publish) {
      const stream = painted ? paint(painted) : await capture(options);
      for (const track of stream.getTracks()) {
        media[track.kind] = track;
        if (kinds.includes(track.kind)) {
          await peer.publish(track.kind, options);
        }
      }
    }
    return room.localParticipant.id;
  },

  async publish(kind, { simulcast = false } = {}) {
    await room.publish(media[kind], { simulcast: kind === 'video' && simulcast });
  },

  async unpublish(kind) {
    await room.unpublish(media[kind]);
  },

  async setMuted(kind, muted) {
    await room.setMuted(media[kind], muted);
  },

  async setEncodingActive(rid, active) {
    for (const sender of room.peerConnection.getSenders()) {
      const parameters = sender.getParameters();
      const encoding = parameters.encodings.find((each) => each.rid === rid);
      if (encoding && sender.track) {
        encoding.active = active;
        await sender.setParameters(parameters);
      }
    }
  },

  async pin(name, kind) {
    await room.pin(trackOf(name, kind).id);
  },

  async unpin(name, kind) {
    await room.unpin(trackOf(name, kind).id);
  },

  async leave() {
    await room.leave();
  },

  async send(topic, payload) {
    await room.send(topic, payload);
  },

  /** What the client does when the browser says that no ICE pair works any more. */
  loseIce() {
    const connection = room.peerConnection;
    Object.defineProperty(connection, 'iceConnectionState', { configurable: true, get: () => 'failed' });
    // a real agent says that it checks again as soon as it has new credentials
    const healed = () => {
      if (connection.signalingState === 'stable') {
        connection.removeEventListener('signalingstatechange', healed);
        delete connection.iceConnectionState;
      }
    };
    connection.addEventListener('signalingstatechange', healed);
    connection.dispatchEvent(new Event('iceconnectionstatechange'));
  },

  state() {
    return room.state;
  },

  events(type) {
    return events.filter((event) => event.type === type);
  },

  forgetEvents() {
    events.length = 0;
  },

  participants() {
    return [...room.participants.values()].map(({ name, connected, tracks }) => ({ name, connected, tracks }));
  },

  /** Whose tracks of a kind are received now. */
  receives(kind) {
    return [...room.subscriptions.values()].filter((each) => each.kind === kind).map((each) => each.participant?.name ?? '?');
  },

  /** What somebody shows; null while nothing is seen. */
  picture(name) {
    return received.get(subscription(name, 'video')?.trackId)?.picture() ?? null;
  },

  /** What somebody says; null while nothing is heard. */
  tone(name) {
    return received.get(subscription(name, 'audio')?.trackId)?.tone() ?? null;
  },

  inbound(name, kind) {
    return inbound(room.peerConnection, subscription(name, kind)?.track);
  },

  outbound(kind) {
    return stats((entry) => entry.type === 'outbound-rtp' && entry.kind === kind);
  },

  /** The candidates media flows between, or null while it does not. */
  async selectedPair() {
    const [transport] = await stats((entry) => entry.type === 'transport');
    const [pair] = await stats((entry) => entry.id === transport?.selectedCandidatePairId);
    if (!pair) {
      return null;
    }
    const [local] = await stats((entry) => entry.id === pair.localCandidateId);
    const [remote] = await stats((entry) => entry.id === pair.remoteCandidateId);
    return { local, remote };
  },

  async transport() {
    const [transport] = await stats((entry) => entry.type === 'transport');
    const ufrag = /a=ice-ufrag:(\S+)/;
    const connection = room.peerConnection;
    return {
      ...transport,
      connectionState: connection.connectionState,
      localUfrag: ufrag.exec(connection.currentLocalDescription?.sdp)?.[1],
      remoteUfrag: ufrag.exec(connection.currentRemoteDescription?.sdp)?.[1],
    };
  },
};

globalThis.peer = peer;
