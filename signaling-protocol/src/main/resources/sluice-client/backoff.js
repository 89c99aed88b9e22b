/** This much of each step is always waited, so that nobody hammers a server that refuses at once. */
const FLOOR = 0.1;

/**
 * Waiting times between attempts: exponential, each drawn from nearly the whole of its step ("full jitter"), so that the
 * clients of a restarted server do not come back all at once.
 */
export class Backoff {
  #attempt = 0;
  #first;
  #longest;
  #random;

  /** Times in ms. */
  constructor({ first = 500, longest = 10_000, random = Math.random } = {}) {
    this.#first = first;
    this.#longest = longest;
    this.#random = random;
  }

  /** The next time to wait, in ms: between a tenth of the step and all of it. */
  next() {
    const step = Math.min(this.#longest, this.#first * 2 ** this.#attempt);
    this.#attempt += 1;
    return step * (FLOOR + (1 - FLOOR) * this.#random());
  }

  /** Begins with the shortest step again. */
  reset() {
    this.#attempt = 0;
  }
}

/** Resolves after a time, or earlier when `wake()` is called. */
export class Pause {
  #end = () => {};

  for(millis) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  wake() {
    this.#end();
  }
}
