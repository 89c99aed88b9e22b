/**
 * Waiting times between attempts: exponential, with full jitter below half of each step, so that the clients of a
 * restarted server do not come back all at once.
 */
export class Backoff {
  #attempt = 0;
  #first;
  #longest;
  #random;

  /** Times in ms. */
  constructor({ first = 300, longest = 8000, random = Math.random } = {}) {
    this.#first = first;
    this.#longest = longest;
    this.#random = random;
  }

  /** The next time to wait, in ms: between half of the step and all of it. */
  next() {
    const step = Math.min(this.#longest, this.#first * 2 ** this.#attempt);
    this.#attempt += 1;
    return step / 2 + (this.#random() * step) / 2;
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
