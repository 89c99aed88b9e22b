import { SerialQueue } from './serial-queue.js';
import { fragmentOf } from './sdp-fragment.js';

/** Candidates come in bursts; those of this many ms travel together. */
const GATHER = 100;

/**
 * Tells a session of the candidates its connection finds, several at once. While there is no session, or ICE is being
 * restarted, they wait.
 */
export class Trickle {
  #session = null;
  #description = null;
  #candidates = [];
  #complete = false;
  #timer;
  #queue = new SerialQueue();
  #onRefused;

  /** @param onRefused called with the error when the session does not know us any more */
  constructor(connection, onRefused) {
    this.#onRefused = onRefused;
    connection.addEventListener('icecandidate', ({ candidate }) => this.#found(candidate));
  }

  /** @param description of the local description now in force, by `iceDescription` */
  start(session, description) {
    this.#session = session;
    this.#description = description;
    this.#schedule();
  }

  /** What is found from now on belongs to what `start` is called with next; what was found before is void. */
  restart() {
    this.stop();
    this.#candidates = [];
    this.#complete = false;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#session = null;
  }

  #found(candidate) {
    // some browsers say with an empty candidate what others say with none
    if (candidate?.candidate) {
      this.#candidates.push(candidate.candidate);
    } else {
      this.#complete = true;
    }
    this.#schedule();
  }

  #schedule() {
    if (!this.#session || (this.#candidates.length === 0 && !this.#complete)) {
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), this.#complete ? 0 : GATHER);
  }

  #flush() {
    const session = this.#session;
    const fragment = fragmentOf(this.#description, this.#candidates, this.#complete);
    this.#candidates = [];
    this.#complete = false;
    this.#queue
      .run(async () => {
        if (session === this.#session && !(await session.trickle(fragment))) {
          this.stop();
        }
      })
      .catch((error) => session === this.#session && this.#onRefused(error));
  }
}
