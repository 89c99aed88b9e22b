import { Refused, SluiceError, connectionLost } from './errors.js';

export const SUBPROTOCOL = 'sluice.v1';

const OPEN_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 15_000;
const PING_INTERVAL = 10_000;
const PING_TIMEOUT = 8_000;
const PROBE_TIMEOUT = 4_000;

/** One WebSocket: requests with their answers, everything else to `onMessage`, and a heartbeat. */
export class Signaling {
  /** Called with every message that answers no request. */
  onMessage = () => {};
  /** Called once, however the connection ended; not after `close()`. */
  onClose = () => {};

  #socket;
  #pending = new Map();
  #lastId = 0;
  #heartbeat;
  #closed = false;

  /** Resolves when the socket is open. */
  static open(url, signal) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const socket = new WebSocket(url, SUBPROTOCOL);
      const settle = (action) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        socket.onopen = socket.onclose = socket.onerror = null;
        action();
      };
      const fail = (error) =>
        settle(() => {
          socket.close();
          reject(error);
        });
      const abort = () => fail(signal.reason);
      const timer = setTimeout(() => fail(connectionLost()), OPEN_TIMEOUT);
      signal?.addEventListener('abort', abort);
      socket.onopen = () => settle(() => resolve(new Signaling(socket)));
      socket.onclose = socket.onerror = () => fail(connectionLost());
    });
  }

  constructor(socket) {
    this.#socket = socket;
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => this.#lost();
    socket.onerror = () => this.#lost();
    this.#heartbeat = setInterval(() => this.#ping(PING_TIMEOUT), PING_INTERVAL);
  }

  get closed() {
    return this.#closed;
  }

  /** Resolves with the answer; rejects with the server's error, `timeout` or `connection_lost`. */
  request(message, timeout = REQUEST_TIMEOUT) {
    if (this.#closed) {
      return Promise.reject(connectionLost());
    }
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new SluiceError('timeout', `no answer to ${message.type}`));
      }, timeout);
      this.#pending.set(id, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ ...message, id }));
    });
  }

  /** Says something that wants no answer; false when the connection is gone. */
  notify(message) {
    if (!this.#closed) {
      this.#socket.send(JSON.stringify(message));
    }
    return !this.#closed;
  }

  /** Finds out soon whether the other side is still there. */
  probe() {
    this.#ping(PROBE_TIMEOUT);
  }

  close() {
    this.onClose = () => {};
    this.#lost();
  }

  async #ping(timeout) {
    try {
      await this.request({ type: 'ping', time: Date.now() }, timeout);
    } catch {
      this.#lost();
    }
  }

  #receive(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    const request = message.inReplyTo && this.#pending.get(message.inReplyTo);
    if (!request) {
      this.onMessage(message);
      return;
    }
    this.#pending.delete(message.inReplyTo);
    clearTimeout(request.timer);
    if (message.type === 'error') {
      request.reject(new Refused(message));
    } else {
      request.resolve(message);
    }
  }

  #lost() {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    clearInterval(this.#heartbeat);
    this.#socket.onmessage = this.#socket.onclose = this.#socket.onerror = null;
    this.#socket.close();
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(connectionLost());
    }
    this.#pending.clear();
    this.onClose();
  }
}

/**
 * The WebSocket address for what the application gave: http(s) and relative addresses do too. It names the room, so that
 * a proxy before several servers finds the one where the room lives.
 */
export function socketUrl(url, room, base = globalThis.location?.href) {
  const absolute = new URL(url, base);
  absolute.protocol = absolute.protocol.replace(/^http/, 'ws');
  absolute.searchParams.set('room', room);
  return absolute.href;
}
