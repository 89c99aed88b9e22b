const OFF = Object.freeze({ state: 'off', since: null, by: null, reason: null });

/** Whether the room is recorded, and the way to have it recorded. */
export class Recording {
  #request;
  #onChange;
  #current = OFF;
  #allowed = false;
  #loaded = false;

  /** @param onChange called with the new state, not for the first */
  constructor(request, onChange) {
    this.#request = request;
    this.#onChange = onChange;
  }

  get current() {
    return this.#current;
  }

  /** Whether the server would hear our orders. */
  get allowed() {
    return this.#allowed;
  }

  /** Takes the state of a `joined`; what differs from before becomes an event. */
  load({ room, mayRecord }) {
    this.#allowed = Boolean(mayRecord);
    this.update(room.recording);
    this.#loaded = true;
  }

  /** The right to give orders has changed. */
  permit(allowed) {
    this.#allowed = Boolean(allowed);
  }

  update(told) {
    const next = told ? stateOf(told) : OFF;
    const changed = Object.keys(next).some((key) => next[key] !== this.#current[key]);
    this.#current = next;
    if (changed && this.#loaded) {
      this.#onChange(next);
    }
  }

  async order(action, mode) {
    await this.#request({ type: 'record', action, mode });
  }
}

/** Server and client have clocks of their own: `since` is by the server's. */
function stateOf({ state, since, by, reason }) {
  return Object.freeze({
    state,
    since: since ?? null,
    by: by ?? null,
    reason: reason ?? null,
  });
}
