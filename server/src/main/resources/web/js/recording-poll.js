// @ts-check

/** So often is asked, in ms. */
const INTERVAL = 5000;

/**
 * Asks whether a room is recorded, for a page that is not told: WHIP says nothing to its publishers after the answer. A
 * server that does not answer changes nothing.
 */
export class RecordingPoll {
  #onChange;
  /** @type {import('./recording-words.js').RoomRecording['state']} */
  #state = 'off';
  #timer = 0;
  /** What is asked for now; answers to anything else are out of date. */
  #asked = 0;

  /** @param {(state: import('./recording-words.js').RoomRecording['state'], before: import('./recording-words.js').RoomRecording['state']) => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** @param {URL} url of the room's description @param {string} token empty for none */
  start(url, token) {
    this.stop();
    const mine = this.#asked;
    const ask = async () => {
      const state = await stateOf(url, token);
      if (mine === this.#asked && state) {
        this.#set(state);
      }
    };
    this.#timer = window.setInterval(ask, INTERVAL);
    ask();
  }

  stop() {
    clearInterval(this.#timer);
    this.#asked++;
    this.#state = 'off';
  }

  /** @param {import('./recording-words.js').RoomRecording['state']} state */
  #set(state) {
    const before = this.#state;
    this.#state = state;
    if (state !== before) {
      this.#onChange(state, before);
    }
  }
}

/** @param {URL} url @param {string} token @returns {Promise<'off' | 'recording' | 'paused' | null>} null when unknown */
async function stateOf(url, token) {
  const response = await fetch(url, { headers: token ? { Authorization: `Bearer ${token}` } : {} }).catch(() => null);
  const room = response?.ok ? await response.json().catch(() => null) : null;
  return ['off', 'recording', 'paused'].includes(room?.recording) ? room.recording : null;
}
