// @ts-check

/**
 * - `on`: captured now
 * - `off`: switched off by the person
 * - `asking`: the browser asks for permission
 * - `denied`, `missing` (no device), `busy` (another program has it), `insecure` (no https), `failed`: cannot be captured
 *
 * @typedef {'on' | 'off' | 'asking' | 'denied' | 'missing' | 'busy' | 'insecure' | 'failed'} CaptureState
 * @typedef {'audio' | 'video'} Kind
 */

const CONSTRAINTS = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

/**
 * One's own microphone and camera. A camera that is switched off is released, so that its light goes out; a microphone
 * is only silenced, so that it comes back at once. Dispatches `change` whenever a state or track is another.
 */
export class LocalMedia extends EventTarget {
  #inputs;

  /** @param {{ microphoneId: string, cameraId: string }} devices preferred ones; empty for the browser's choice */
  constructor({ microphoneId, cameraId }) {
    super();
    this.#inputs = {
      audio: new Input(microphoneId, CONSTRAINTS.audio),
      video: new Input(cameraId, CONSTRAINTS.video),
    };
    navigator.mediaDevices?.addEventListener('devicechange', () => this.#changed());
  }

  /** @param {Kind} kind @returns {CaptureState} */
  state(kind) {
    return this.#inputs[kind].state;
  }

  /** @param {Kind} kind */
  isOn(kind) {
    return this.state(kind) === 'on';
  }

  /** @param {Kind} kind @returns {MediaStreamTrack | null} */
  track(kind) {
    return this.#inputs[kind].track;
  }

  /** @param {Kind} kind id of the device in use or preferred */
  deviceId(kind) {
    const { track, deviceId } = this.#inputs[kind];
    return track?.getSettings().deviceId ?? deviceId;
  }

  /**
   * Switches on what is wanted, with one question of the browser for both; where one fails the other is still tried.
   *
   * @param {{ audio: boolean, video: boolean }} wanted
   */
  async open({ audio, video }) {
    if (audio && video && (await this.#capture(['audio', 'video']))) {
      return;
    }
    if (audio) {
      await this.#capture(['audio']);
    }
    if (video) {
      await this.#capture(['video']);
    }
  }

  /** @param {Kind} kind @param {boolean} on */
  async toggle(kind, on = !this.isOn(kind)) {
    const input = this.#inputs[kind];
    if (!on) {
      this.#switchOff(input, kind);
    } else if (input.track) {
      input.track.enabled = true;
      input.state = 'on';
    } else {
      await this.#capture([kind]);
    }
    this.#changed();
  }

  /** @param {Kind} kind @param {string} deviceId */
  async select(kind, deviceId) {
    const input = this.#inputs[kind];
    input.deviceId = deviceId;
    if (input.state !== 'off') {
      await this.#capture([kind]);
    } else if (input.track) {
      input.release();
    }
    this.#changed();
  }

  /**
   * Captures a kind with other constraints from now on.
   *
   * @param {Kind} kind @param {MediaTrackConstraints} constraints
   */
  async shape(kind, constraints) {
    const input = this.#inputs[kind];
    input.constraints = constraints;
    if (input.state === 'on') {
      await this.#capture([kind]);
    } else if (input.state === 'off') {
      // a microphone that is silenced is captured anew when it is wanted again
      input.release();
    }
  }

  /** The devices of this machine; without labels until one was permitted. */
  async devices() {
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    /** @param {MediaDeviceKind} kind */
    const ofKind = (kind) => all.filter((device) => device.kind === kind && device.deviceId);
    return { audio: ofKind('audioinput'), video: ofKind('videoinput'), speakers: ofKind('audiooutput') };
  }

  /** @param {Input} input @param {Kind} kind */
  #switchOff(input, kind) {
    input.state = 'off';
    if (kind === 'video') {
      input.release();
    } else if (input.track) {
      input.track.enabled = false;
    }
  }

  /** @param {Kind[]} kinds @returns {Promise<boolean>} whether all were captured */
  async #capture(kinds) {
    this.#setStates(kinds, 'asking');
    try {
      if (!navigator.mediaDevices?.getUserMedia) {
        throw new TypeError('needs a secure context');
      }
      const constraints = Object.fromEntries(kinds.map((kind) => [kind, this.#constraints(kind)]));
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      for (const track of stream.getTracks()) {
        this.#take(/** @type {Kind} */ (track.kind), track);
      }
      return true;
    } catch (error) {
      kinds.forEach((kind) => this.#inputs[kind].release());
      this.#setStates(kinds, failure(error));
      return false;
    }
  }

  /** @param {Kind} kind */
  #constraints(kind) {
    const { deviceId, constraints } = this.#inputs[kind];
    return { ...constraints, ...(deviceId && { deviceId: { ideal: deviceId } }) };
  }

  /** @param {Kind} kind @param {MediaStreamTrack} track */
  #take(kind, track) {
    const input = this.#inputs[kind];
    input.release();
    input.track = track;
    track.addEventListener('ended', () => {
      if (input.track === track) {
        input.track = null;
        this.#setStates([kind], 'missing');
      }
    });
    this.#setStates([kind], 'on');
  }

  /** @param {Kind[]} kinds @param {CaptureState} state */
  #setStates(kinds, state) {
    kinds.forEach((kind) => (this.#inputs[kind].state = state));
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

class Input {
  /** @type {CaptureState} */
  state = 'off';
  /** @type {MediaStreamTrack | null} */
  track = null;

  /** @param {string} deviceId @param {MediaTrackConstraints} constraints */
  constructor(deviceId, constraints) {
    this.deviceId = deviceId;
    this.constraints = constraints;
  }

  release() {
    this.track?.stop();
    this.track = null;
  }
}

/** @param {unknown} error @returns {CaptureState} */
function failure(error) {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    return 'insecure';
  }
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}
