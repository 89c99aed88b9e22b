// @ts-check

/** Plays what is heard of others, on the speaker that was chosen. Dispatches `blocked` when the browser wants a click. */
export class Sound extends EventTarget {
  /** @type {Map<string, HTMLAudioElement>} by track id */
  #players = new Map();
  #speakerId;

  /** @param {string} speakerId empty for the system's choice */
  constructor(speakerId) {
    super();
    this.#speakerId = speakerId;
  }

  /** Whether this browser lets a page choose. */
  static get selectable() {
    return 'setSinkId' in HTMLMediaElement.prototype;
  }

  get speakerId() {
    return this.#speakerId;
  }

  /** @param {Map<string, MediaStreamTrack>} tracks exactly what is to be heard, by track id */
  play(tracks) {
    for (const [trackId, player] of this.#players) {
      if (!tracks.has(trackId)) {
        player.srcObject = null;
        this.#players.delete(trackId);
      }
    }
    for (const [trackId, track] of tracks) {
      const player = this.#players.get(trackId) ?? this.#newPlayer(trackId);
      const stream = /** @type {MediaStream | null} */ (player.srcObject);
      if (stream?.getTracks()[0] !== track) {
        player.srcObject = new MediaStream([track]);
        this.#start(player);
      }
    }
  }

  /** Starts again what the browser held back; call it from a click. */
  unblock() {
    this.#players.forEach((player) => this.#start(player));
  }

  /** @param {string} speakerId */
  async setSpeaker(speakerId) {
    this.#speakerId = speakerId;
    await Promise.all([...this.#players.values()].map((player) => this.#route(player)));
  }

  /** Two soft notes, to find out where sound comes from. */
  async test() {
    const context = new AudioContext();
    const output = context.createMediaStreamDestination();
    [523.25, 783.99].forEach((pitch, index) => ring(context, output, pitch, context.currentTime + 0.05 + index * 0.22));
    const player = new Audio();
    player.srcObject = output.stream;
    await this.#route(player);
    await player.play().catch(() => {});
    setTimeout(() => {
      player.srcObject = null;
      context.close();
    }, 1500);
  }

  /** @param {string} trackId */
  #newPlayer(trackId) {
    const player = new Audio();
    this.#players.set(trackId, player);
    this.#route(player);
    return player;
  }

  /** @param {HTMLAudioElement} player */
  async #route(player) {
    if (Sound.selectable && this.#speakerId) {
      // a speaker that is gone leaves the system's choice
      await player.setSinkId(this.#speakerId).catch(() => {});
    }
  }

  /** @param {HTMLAudioElement} player */
  #start(player) {
    player.play().catch((error) => {
      if (error.name === 'NotAllowedError') {
        this.dispatchEvent(new Event('blocked'));
      }
    });
  }
}

/** @param {AudioContext} context @param {AudioNode} output @param {number} pitch in Hz @param {number} at in seconds */
function ring(context, output, pitch, at) {
  const tone = new OscillatorNode(context, { frequency: pitch, type: 'sine' });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.35, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.7);
  tone.connect(volume).connect(output);
  tone.start(at);
  tone.stop(at + 0.75);
}
