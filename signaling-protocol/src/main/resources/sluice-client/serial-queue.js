/** Runs asynchronous tasks one after another, in the order they came. */
export class SerialQueue {
  #tail = Promise.resolve();

  /** Resolves or rejects as the task does; a failed task does not stop those behind it. */
  run(task) {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => {});
    return result;
  }
}
