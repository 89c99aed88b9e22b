import { shapeEncodings, shaped } from './encodings.js';
import { withOpus } from './opus.js';
import { WishClient } from './wish-client.js';

/** Ids of encodings, from the full size down. */
const RIDS = ['f', 'h', 'q'];

/** What goes with a codec of the list and is none itself. */
const HELPERS = /^(audio|video)\/(rtx|red|ulpfec|flexfec-03)$/i;

const PASSING = new Set(['connection_lost', 'timeout', 'unavailable', 'too_many_requests', 'server_error']);

const RECONNECT_TIMEOUT = 60_000;

/** Publishes by WHIP, RFC 9725. See wish.d.ts. */
export class WhipPublisher extends WishClient {
  #tracks = new Map();
  #senders = new Map();
  #video = {};
  #audio = {};

  /** The codecs of a kind that this browser can send, as `video/VP8`, its favourites first. */
  static codecs(kind) {
    const all = RTCRtpSender.getCapabilities?.(kind)?.codecs ?? [];
    return [...new Set(all.map(({ mimeType }) => mimeType))].filter((mimeType) => !HELPERS.test(mimeType));
  }

  async publish(
    stream,
    { url, video = {}, audio = {}, connectTimeout = 0, reconnectTimeout = RECONNECT_TIMEOUT, ...options },
  ) {
    this.#video = video;
    this.#audio = audio;
    for (const track of stream.getTracks()) {
      this.#tracks.set(track.kind, track);
    }
    if (this.#tracks.size === 0) {
      throw new TypeError('there is no track to publish');
    }
    await this.start(url, { ...options, connectTimeout, reconnectTimeout });
  }

  /** What is sent of a kind, or null. */
  track(kind) {
    return this.#tracks.get(kind) ?? null;
  }

  /** Sends another track in place of the one of its kind, or none. A kind that was not published wants a new session. */
  async replaceTrack(kind, track) {
    if (track && track.kind !== kind) {
      throw new TypeError(`a track of kind ${kind} is needed`);
    }
    const sender = this.#senders.get(kind);
    this.#tracks.set(kind, track);
    if (sender) {
      await sender.replaceTrack(track);
      await this.#shapeVideo();
    } else if (track && this.state === 'connected') {
      this.renew(new Error('something else is published'));
    }
  }

  /** Changes the limits of what is being sent: `maxBitrate` and `maxFramerate`. */
  async limitVideo(limits) {
    this.#video = { ...this.#video, ...limits };
    await this.#shapeVideo();
  }

  async prepare(connection) {
    const stream = new MediaStream();
    this.#senders.clear();
    for (const kind of ['audio', 'video']) {
      const track = this.#tracks.get(kind);
      if (track) {
        const transceiver = connection.addTransceiver(track, {
          direction: 'sendonly',
          streams: [stream],
          sendEncodings: kind === 'audio' ? this.#audioEncodings() : this.#videoEncodings(track),
        });
        this.#senders.set(kind, transceiver.sender);
        if (kind === 'video') {
          preferCodec(transceiver, this.#video.codec);
        }
      }
    }
  }

  /** What we say of our Opus here is for the server and those who watch; what we send follows the answer. */
  shape(sdp) {
    const { stereo, bitrate } = this.#audio;
    return withOpus(sdp, {
      ...(stereo && { stereo: 1, 'sprop-stereo': 1 }),
      ...(bitrate && { maxaveragebitrate: bitrate }),
    });
  }

  shapeAnswer(sdp) {
    return this.shape(sdp);
  }

  opened() {
    this.#shapeVideo();
  }

  lost() {
    this.#senders.clear();
  }

  /** When somebody else publishes in our place, taking it back would never end; a server that restarts is another thing. */
  async mayReturn(session) {
    return session.exists().catch(() => true);
  }

  /** What passes by itself; somebody else in our place does not. */
  mayWait({ code }) {
    return PASSING.has(code);
  }

  get #layers() {
    const { simulcast = 1 } = this.#video;
    return simulcast === true ? RIDS.length : Math.min(RIDS.length, Math.max(1, Number(simulcast)));
  }

  #wish(track) {
    const { maxBitrate, maxFramerate, source = 'camera' } = this.#video;
    return { track, maxBitrate, maxFramerate, source, simulcast: this.#layers > 1 };
  }

  #videoEncodings(track) {
    const { codec, scalabilityMode } = this.#video;
    const several = this.#layers > 1;
    // without a mode of its own each, several encodings of these codecs are one with spatial layers
    const mode = scalabilityMode ?? (several && /vp9|av1/i.test(codec ?? '') ? 'L1T2' : undefined);
    const encodings = RIDS.slice(0, this.#layers)
      .reverse()
      .map((rid) => ({ ...(several && { rid }), ...(mode && { scalabilityMode: mode }) }));
    return shaped(encodings, this.#wish(track));
  }

  #audioEncodings() {
    const { bitrate } = this.#audio;
    return [bitrate ? { maxBitrate: bitrate } : {}];
  }

  async #shapeVideo() {
    const sender = this.#senders.get('video');
    const track = this.#tracks.get('video');
    if (sender && track) {
      await shapeEncodings(sender, this.#wish(track));
    }
  }
}

/** Leaves nothing else to choose: not every browser sends what stands first in the answer. */
function preferCodec(transceiver, codec) {
  const all = RTCRtpSender.getCapabilities?.('video')?.codecs ?? [];
  const name = codec?.toLowerCase();
  const wanted = all.filter(({ mimeType }) => [name, `video/${name}`].includes(mimeType.toLowerCase()));
  if (wanted.length > 0 && transceiver.setCodecPreferences) {
    const retransmission = all.filter(({ mimeType }) => mimeType.toLowerCase() === 'video/rtx');
    transceiver.setCodecPreferences([...wanted, ...retransmission]);
  }
}
