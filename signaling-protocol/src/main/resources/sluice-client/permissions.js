const EVERYTHING = ['audio', 'video', 'screen', 'data'];

/** What the token allows: what it may publish, and whether it receives, is seen by others, and may record. */
export class Permissions {
  #current = frozen({ publish: EVERYTHING, subscribe: true, hidden: false, record: false });

  get current() {
    return this.#current;
  }

  /** Takes those of a `joined`; a server that tells none allows everything. */
  load({ permissions, mayRecord }) {
    this.#current = frozen(permissions ?? { publish: EVERYTHING, subscribe: true, hidden: false, record: mayRecord });
  }

  update(permissions) {
    this.#current = frozen(permissions);
  }

  /** Whether a track of this kind, shown as this, may be published. */
  permits(kind, source) {
    const right = source === 'screen' || source === 'screen_audio' ? 'screen' : kind;
    return this.#current.publish.includes(right);
  }
}

function frozen({ publish, subscribe, hidden, record }) {
  return Object.freeze({
    publish: Object.freeze([...publish]),
    subscribe: Boolean(subscribe),
    hidden: Boolean(hidden),
    record: Boolean(record),
  });
}
