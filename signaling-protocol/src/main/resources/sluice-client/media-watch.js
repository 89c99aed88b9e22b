/** A short `disconnected` heals by itself, for instance when a phone changes cells. */
const DISCONNECTED_PATIENCE = 3_000;

/** Tells whether media flows over an RTCPeerConnection, and when it does not and will not by itself. */
export class MediaWatch {
  #connection;
  #onLost;
  #patience;
  #waiters = new Set();
  #closed = false;

  /** @param onLost called when something has to be done; more than once when it does not help */
  constructor(connection, onLost) {
    this.#connection = connection;
    this.#onLost = onLost;
    connection.addEventListener('iceconnectionstatechange', () => this.#look());
    connection.addEventListener('connectionstatechange', () => this.#look());
  }

  /** `connected`, `connecting` (be patient), `interrupted` (an ICE restart may help) or `failed` (nothing will). */
  get state() {
    const { iceConnectionState: ice, connectionState } = this.#connection;
    if (ice === 'disconnected' || ice === 'failed') {
      return 'interrupted';
    }
    if (this.#closed || connectionState === 'failed' || connectionState === 'closed') {
      return 'failed';
    }
    return connectionState === 'connected' ? 'connected' : 'connecting';
  }

  /** Resolves with true when media flows, with false when it does not within the time or never will. */
  whenConnected(millis) {
    if (this.state === 'connected' || this.state === 'failed') {
      return Promise.resolve(this.state === 'connected');
    }
    return new Promise((resolve) => {
      const finish = (connected) => {
        clearTimeout(timer);
        this.#waiters.delete(finish);
        resolve(connected);
      };
      const timer = setTimeout(() => finish(false), millis);
      this.#waiters.add(finish);
    });
  }

  /** Also closes the connection. */
  close() {
    this.#closed = true;
    clearTimeout(this.#patience);
    this.#connection.close();
    for (const finish of [...this.#waiters]) {
      finish(false);
    }
  }

  #look() {
    if (this.#closed) {
      return;
    }
    clearTimeout(this.#patience);
    const state = this.state;
    if (state === 'connected' || state === 'failed') {
      for (const finish of [...this.#waiters]) {
        finish(state === 'connected');
      }
    }
    if (state === 'failed' || this.#connection.iceConnectionState === 'failed') {
      this.#onLost();
    } else if (state === 'interrupted') {
      this.#patience = setTimeout(() => this.#onLost(), DISCONNECTED_PATIENCE);
    }
  }
}
