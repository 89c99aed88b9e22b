/** Stand-ins for what only a browser has: a WebSocket with a scripted server behind it and an RTCPeerConnection. */

/** A server that answers as Sluice does, as far as these tests go. Every socket and message is kept for inspection. */
export class FakeServer {
  sockets = [];
  messages = [];
  tracks = [];
  participants = [];
  slots = [];
  recording = { state: 'off' };
  mayRecord = false;
  resumable = true;
  reachable = true;
  /** type → function (message, socket) that replaces the usual answer. */
  overrides = {};
  #nextTrack = 1;

  get socket() {
    return this.sockets.at(-1);
  }

  sent(type) {
    return this.messages.filter((message) => message.type === type);
  }

  tell(message) {
    this.socket.deliver(message);
  }

  receive(socket, message) {
    this.messages.push(message);
    (this.overrides[message.type] ?? this.#answers[message.type])?.(message, socket);
  }

  joined({ id, offer }, resumed) {
    if (!resumed) {
      this.slots = midsByDirection(offer, 'recvonly').map(([mid, kind]) => ({ mid, kind, track: null, pinned: false }));
    }
    return {
      type: 'joined',
      inReplyTo: id,
      protocol: 'sluice.v1',
      participant: { id: 'me', name: 'Me', metadata: {}, connected: true, tracks: [...this.tracks] },
      participants: this.participants,
      slots: this.slots,
      ...(offer && { answer: 'v=0 answer' }),
      resumeToken: `resume-${this.sockets.length}`,
      resumeGraceSeconds: 20,
      iceServers: [],
      room: { name: 'daily', metadata: {}, recording: this.recording },
      resumed,
      mayRecord: this.mayRecord,
    };
  }

  publish({ mid, source, label = '', muted = false }, socket) {
    const kind = source === 'microphone' ? 'audio' : 'video';
    const id = `TR_${this.#nextTrack++}`;
    const track = { id, participant: 'me', mid, kind, source, codec: 'vp8', label, muted, simulcast: false };
    this.tracks.push(track);
    socket.deliver({ type: 'track_published', track });
  }

  #answers = {
    join: (message, socket) => {
      if (message.resume) {
        socket.deliver(
          this.resumable ? this.joined(message, true) : refusal(message, 'resume_failed'),
        );
        return;
      }
      this.tracks = [];
      socket.deliver(this.joined(message, false));
      message.tracks.forEach((track) => this.publish(track, socket));
    },
    offer: (message, socket) => {
      message.tracks.forEach((track) => this.publish(track, socket));
      socket.deliver({ type: 'answer', inReplyTo: message.id, sdp: 'v=0 answer', iceRestart: false });
    },
    publish: (message, socket) => {
      this.publish(message.track, socket);
      ok(message, socket);
    },
    unpublish: (message, socket) => {
      this.tracks = this.tracks.filter(({ id }) => id !== message.track);
      socket.deliver({ type: 'track_unpublished', track: message.track, participant: 'me' });
      ok(message, socket);
    },
    mute: (message, socket) => {
      this.tracks = this.tracks.map((track) =>
        track.id === message.track ? { ...track, muted: message.muted } : track,
      );
      ok(message, socket);
      socket.deliver({ type: 'track_updated', track: this.tracks.find(({ id }) => id === message.track) });
    },
    bind: ok,
    send: ok,
    update: ok,
    update_room: ok,
    record: ok,
    refresh_token: ok,
    ping: (message, socket) => socket.deliver({ type: 'pong', inReplyTo: message.id, time: message.time }),
  };
}

export function refusal(message, code) {
  return { type: 'error', inReplyTo: message.id, code, message: `refused: ${code}` };
}

function ok(message, socket) {
  if (message.id) {
    socket.deliver({ type: 'ok', inReplyTo: message.id });
  }
}

function midsByDirection(sdp, direction) {
  return sdp
    .split('m=')
    .slice(1)
    .filter((section) => section.includes(`a=${direction}`))
    .map((section) => [/a=mid:(\S+)/.exec(section)[1], section.startsWith('audio') ? 'audio' : 'video']);
}

export class FakePeerConnection extends EventTarget {
  static all = [];

  iceConnectionState = 'new';
  connectionState = 'new';
  configuration;
  offers = [];
  #transceivers = [];
  #local;

  constructor(configuration) {
    super();
    this.configuration = configuration;
    FakePeerConnection.all.push(this);
  }

  addTransceiver(kind, init) {
    const number = this.#transceivers.length;
    const encodings = (init.sendEncodings ?? [{}]).map((encoding) => ({ ...encoding }));
    const transceiver = {
      kind,
      mid: null,
      direction: init.direction,
      receiver: { track: { kind, id: `received-${number}` } },
      sender: {
        track: null,
        async replaceTrack(track) {
          this.track = track;
        },
        getParameters: () => ({ encodings: encodings.map((encoding) => ({ ...encoding })) }),
        async setParameters(parameters) {
          encodings.splice(0, encodings.length, ...parameters.encodings);
        },
      },
    };
    this.#transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers() {
    return [...this.#transceivers];
  }

  getConfiguration() {
    return this.configuration;
  }

  setConfiguration(configuration) {
    this.configuration = configuration;
  }

  async createOffer(options) {
    const sections = this.#transceivers.map(
      ({ kind, mid, direction }, index) => `m=${kind} 9 RTP\r\na=mid:${mid ?? `m${index}`}\r\na=${direction}\r\n`,
    );
    this.offers.push(options);
    return { type: 'offer', sdp: `v=0\r\n${sections.join('')}` };
  }

  async setLocalDescription(offer) {
    if (this.#local) {
      throw new Error('an offer is outstanding');
    }
    this.#local = offer;
  }

  async setRemoteDescription() {
    this.#local = null;
    this.#transceivers.forEach((transceiver, index) => {
      transceiver.mid ??= `m${index}`;
    });
  }

  turn(state) {
    this.iceConnectionState = state;
    this.connectionState = state;
    this.dispatchEvent(new Event('iceconnectionstatechange'));
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  close() {
    this.connectionState = 'closed';
  }
}

export class FakeTrack extends EventTarget {
  enabled = true;
  contentHint = '';
  settings = {};

  constructor(kind, label = '') {
    super();
    this.kind = kind;
    this.label = label;
  }

  getSettings() {
    return this.settings;
  }
}

/** Puts the fakes where a browser has the real things. */
export function install() {
  const server = new FakeServer();
  FakePeerConnection.all = [];
  globalThis.RTCPeerConnection = FakePeerConnection;
  globalThis.WebSocket = class {
    constructor(url, protocol) {
      Object.assign(this, { url, protocol, open: false });
      setTimeout(() => {
        if (server.reachable) {
          this.open = true;
          server.sockets.push(this);
          this.onopen?.();
        } else {
          this.onclose?.();
        }
      });
    }

    send(text) {
      queueMicrotask(() => server.receive(this, JSON.parse(text)));
    }

    /** As over a network: the message arrives in a task of its own. */
    deliver(message) {
      setTimeout(() => this.open && this.onmessage?.({ data: JSON.stringify(message) }));
    }

    close() {
      this.open = false;
    }

    fall() {
      this.open = false;
      this.onclose?.();
    }
  };
  return server;
}

/** Resolves with the detail of the next such event. */
export function next(target, type) {
  return new Promise((resolve) => target.addEventListener(type, (event) => resolve(event.detail), { once: true }));
}

/** Notes the types of all events with their details. */
export function record(room, ...types) {
  const seen = [];
  for (const type of types) {
    room.addEventListener(type, ({ detail }) => seen.push([type, detail]));
  }
  return seen;
}

/** Lets everything that is under way without a real wait come to rest. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => setTimeout(resolve));
  }
}
