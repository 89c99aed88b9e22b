import { SluiceError } from './errors.js';
import { useIceServers } from './ice-servers.js';
import { MediaWatch } from './media-watch.js';
import { SerialQueue } from './serial-queue.js';

/** Camera encodings, small to large as libwebrtc wants them; the size is that of the captured picture. */
const SIMULCAST = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];

/**
 * One RTCPeerConnection. The client always offers; the sections to publish in and the receive slots stand in the first
 * offer, so that publishing and changing what is seen cost no negotiation. Sections are added, never recycled: Safari
 * and Firefox stumble over reuse.
 */
export class PeerSession {
  /** Called when media does not flow and will not by itself. */
  onMediaLost = () => {};

  #connection;
  #queue = new SerialQueue();
  #sections = [];
  #mids = new WeakMap();
  #watch;

  constructor({ configuration, audioSlots, videoSlots, publish }) {
    this.#connection = new RTCPeerConnection({
      ...configuration,
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
    });
    this.#watch = new MediaWatch(this.#connection, () => this.onMediaLost());
    if (publish) {
      this.addSection('audio', false);
      this.addSection('video', true);
      this.addSection('video', false);
    }
    for (let slot = 0; slot < audioSlots; slot++) {
      this.#connection.addTransceiver('audio', { direction: 'recvonly' });
    }
    for (let slot = 0; slot < videoSlots; slot++) {
      this.#connection.addTransceiver('video', { direction: 'recvonly' });
    }
  }

  get connection() {
    return this.#connection;
  }

  /** A section that nobody publishes in, or undefined. */
  freeSection(kind, simulcast) {
    return this.#sections.find((s) => !s.taken && s.kind === kind && s.simulcast === simulcast);
  }

  /** A new section; it is of use after the next negotiation. */
  addSection(kind, simulcast) {
    const transceiver = this.#connection.addTransceiver(kind, {
      direction: 'sendonly',
      ...(simulcast && { sendEncodings: SIMULCAST.map((encoding) => ({ ...encoding })) }),
    });
    const section = { kind, simulcast, transceiver, taken: false, negotiated: false, mid: null };
    this.#sections.push(section);
    return section;
  }

  /** The track that arrives in a receive slot, or null. */
  receivedTrack(mid) {
    const transceiver = this.#connection.getTransceivers().find((t) => this.#mids.get(t) === mid);
    return transceiver?.receiver.track ?? null;
  }

  /**
   * One offer and its answer; others wait their turn. Nothing is applied locally before the answer is there, so a
   * failed exchange leaves the connection as it was, and TURN servers that come with the answer are known before
   * candidates are gathered.
   *
   * @param exchange async (sdp) => ({ answer, iceServers? }); the mids of all sections are known when it is called
   * @param prepare called when it is this negotiation's turn: the place to add sections
   */
  negotiate(exchange, { iceRestart = false, prepare = () => {} } = {}) {
    return this.#queue.run(async () => {
      await prepare();
      const offer = await this.#connection.createOffer({ iceRestart });
      const offered = this.#assignMids(offer.sdp);
      const { answer, iceServers } = await exchange(offer.sdp);
      try {
        useIceServers(this.#connection, iceServers);
        await this.#connection.setLocalDescription(offer);
        await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer });
      } catch (error) {
        throw new SluiceError('negotiation_failed', error.message);
      }
      for (const section of offered) {
        section.negotiated = true;
      }
    });
  }

  /** As in MediaWatch. */
  get mediaState() {
    return this.#watch.state;
  }

  /** Resolves with true when media flows, with false when it does not within the time or never will. */
  whenConnected(millis) {
    return this.#watch.whenConnected(millis);
  }

  close() {
    this.#watch.close();
  }

  /** New sections stand in the SDP behind the known ones, in the order they were added. */
  #assignMids(sdp) {
    const transceivers = this.#connection.getTransceivers();
    const known = new Set(transceivers.map((t) => t.mid).filter((mid) => mid !== null));
    const fresh = midsOf(sdp).filter((mid) => !known.has(mid));
    for (const transceiver of transceivers) {
      this.#mids.set(transceiver, transceiver.mid ?? fresh.shift() ?? null);
    }
    for (const section of this.#sections) {
      section.mid = this.#mids.get(section.transceiver);
    }
    return [...this.#sections];
  }
}

/** The mids of an SDP in the order of its sections. */
export function midsOf(sdp) {
  return [...sdp.matchAll(/^a=mid:(.*?)\r?$/gm)].map((match) => match[1]);
}
