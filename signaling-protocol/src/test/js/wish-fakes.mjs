/** A scripted WHIP and WHEP server behind a stand-in for fetch, and a connection that keeps its descriptions. */
import { FakePeerConnection } from './fakes.mjs';

export const ANSWER = [
  'v=0',
  'a=group:BUNDLE m0 m1',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=mid:m0',
  'a=ice-ufrag:srv1',
  'a=ice-pwd:srvpwd1',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=candidate:1 1 udp 1 192.0.2.1 7882 typ host',
  'a=end-of-candidates',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=mid:m1',
  'a=ice-ufrag:srv1',
  'a=ice-pwd:srvpwd1',
  '',
].join('\r\n');

/** Answers as Sluice does, as far as these tests go. Every request is kept for inspection. */
export class FakeWish {
  requests = [];
  /** `POST /whip/room` and the like → (request) => Response, instead of the usual answer. */
  overrides = {};
  links = [];
  /** Origin → origin: where POSTs are redirected to. */
  redirects = {};
  etag = '"ice-1"';
  #sessions = 0;
  #streams = new Map();

  sent(method) {
    return this.requests.filter((request) => request.method === method);
  }

  get paths() {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  /** What fetch becomes. */
  async fetch(url, { method = 'GET', headers = {}, body, keepalive, signal }) {
    const { origin, pathname, search } = new URL(url);
    if (method === 'POST' && this.redirects[origin]) {
      return this.#redirected(url, { method, headers, body, keepalive, signal });
    }
    const request = { method, origin, path: pathname, search, headers, body, keepalive, signal };
    this.requests.push(request);
    await new Promise((resolve) => setImmediate(resolve));
    const answer = this.overrides[`${method} ${pathname}`] ?? this.overrides[method] ?? this.#usual[method];
    const response = answer(request);
    Object.defineProperty(response, 'url', { value: url });
    return response;
  }

  /** As browsers do it, which take the token away on the way to another origin. */
  async #redirected(url, { headers, ...options }) {
    const { Authorization: _, ...others } = headers;
    let target = new URL(url);
    for (let hops = 0; this.redirects[target.origin]; hops++) {
      if (hops === 20) {
        throw new TypeError('too many redirects');
      }
      target = new URL(target.pathname + target.search, this.redirects[target.origin]);
    }
    const response = await this.fetch(target.href, { ...options, headers: others });
    return Object.defineProperty(response, 'redirected', { value: true });
  }

  /** Writes into the open event stream. */
  async tell(text) {
    await Promise.all([...this.#streams.values()].map((writer) => writer.write(new TextEncoder().encode(text))));
  }

  async endStreams() {
    await Promise.all([...this.#streams.values()].map((writer) => writer.close()));
    this.#streams.clear();
  }

  #usual = {
    POST: ({ path }) => {
      if (path.endsWith('/events')) {
        return new Response(null, { status: 201, headers: { Location: `${path}/1` } });
      }
      if (path.endsWith('/layer')) {
        return new Response(null, { status: 200 });
      }
      const headers = new Headers({
        'Content-Type': 'application/sdp',
        Location: `/session/${++this.#sessions}`,
      });
      if (this.etag) {
        headers.set('ETag', this.etag);
      }
      this.links.forEach((link) => headers.append('Link', link));
      return new Response(ANSWER, { status: 201, headers });
    },
    PATCH: ({ headers }) =>
      headers['If-Match'] === '*'
        ? new Response('a=ice-ufrag:srv2\r\na=ice-pwd:srvpwd2\r\na=candidate:2 1 udp 1 192.0.2.2 7882 typ host\r\n', {
            status: 200,
            headers: { ETag: '"ice-2"' },
          })
        : new Response(null, { status: 204 }),
    DELETE: () => new Response(null, { status: 200 }),
    HEAD: () => new Response(null, { status: 200 }),
    OPTIONS: () => new Response(null, { status: 204, headers: { Link: this.links.join(', ') } }),
    GET: ({ path, signal }) => {
      const { readable, writable } = new TransformStream();
      const writer = writable.getWriter();
      this.#streams.set(path, writer);
      signal.addEventListener('abort', () => writer.abort(signal.reason).catch(() => {}));
      return new Response(readable, { headers: { 'Content-Type': 'text/event-stream' } });
    },
  };
}

export class WishPeerConnection extends FakePeerConnection {
  localDescription = null;
  remoteDescription = null;
  preferences = [];
  transport = Object.assign(new EventTarget(), { state: 'connected' });
  statistics = new Map();
  #generation = 0;

  addTransceiver(trackOrKind, init) {
    const kind = trackOrKind.kind ?? trackOrKind;
    const transceiver = super.addTransceiver(kind, init);
    transceiver.currentDirection = null;
    transceiver.receiver.transport = this.transport;
    transceiver.sender.track = trackOrKind.kind ? trackOrKind : null;
    transceiver.encodings = init.sendEncodings;
    transceiver.setCodecPreferences = (codecs) => this.preferences.push(codecs.map(({ mimeType }) => mimeType));
    return transceiver;
  }

  async createOffer(options) {
    this.#generation += options.iceRestart || this.#generation === 0 ? 1 : 0;
    const { sdp } = await super.createOffer(options);
    const ice = `a=ice-ufrag:cli${this.#generation}\r\na=ice-pwd:clipwd${this.#generation}\r\n`;
    return { type: 'offer', sdp: sdp.replaceAll(/(a=mid:\S+\r\n)/g, `$1${ice}${OPUS}`) };
  }

  async createAnswer() {
    return { type: 'answer', sdp: `v=0\r\nm=video 9 RTP\r\na=mid:m0\r\na=ice-ufrag:cli\r\na=ice-pwd:clipwd\r\n` };
  }

  async setLocalDescription(description) {
    if (description.type === 'offer') {
      await super.setLocalDescription(description);
    }
    this.localDescription = description;
  }

  async setRemoteDescription(description) {
    await super.setRemoteDescription(description);
    this.remoteDescription = description;
    for (const transceiver of this.getTransceivers()) {
      transceiver.currentDirection = transceiver.direction;
    }
  }

  finds(...candidates) {
    for (const candidate of candidates) {
      const event = Object.assign(new Event('icecandidate'), { candidate: candidate && { candidate } });
      this.dispatchEvent(event);
    }
  }

  async getStats() {
    return this.statistics;
  }
}

const OPUS = 'a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n';

/** Puts the stand-ins where a browser has the real things; connections connect by themselves unless told not to. */
export function installWish({ connect = true } = {}) {
  const server = new FakeWish();
  FakePeerConnection.all = [];
  globalThis.fetch = (url, options) => server.fetch(url, options);
  globalThis.RTCPeerConnection = class extends WishPeerConnection {
    async setRemoteDescription(description) {
      await super.setRemoteDescription(description);
      if (connect) {
        setImmediate(() => this.connectionState === 'new' && this.turn('connected'));
      }
    }
  };
  globalThis.RTCRtpSender = {
    getCapabilities: () => ({
      codecs: ['video/VP8', 'video/rtx', 'video/H264', 'video/H264', 'video/red'].map((mimeType) => ({ mimeType })),
    }),
  };
  globalThis.MediaStream = class {
    #tracks;
    constructor(tracks = []) {
      this.#tracks = tracks;
    }
    getTracks() {
      return this.#tracks;
    }
  };
  return server;
}

export const lastConnection = () => FakePeerConnection.all.at(-1);

/** Lets mocked time pass, and what it sets off come to rest. */
export async function pass(t, millis) {
  for (let passed = 0; passed < millis; passed += 50) {
    t.mock.timers.tick(50);
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
