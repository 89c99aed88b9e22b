/** An event without an end is none. */
const MAX_CHARS = 1 << 20;

/**
 * Reads a `text/event-stream` piece by piece: HTML standard, section 9.2.6. The browser's own EventSource cannot send an
 * Authorization header.
 */
export class EventStreamParser {
  #buffer = '';
  #name = '';
  #data = [];
  #chars = 0;
  #first = true;
  #lastId = '';
  #retry = null;

  /** What the stream said how long to wait before it is asked for again, in ms; null when nothing. */
  get retryMillis() {
    return this.#retry;
  }

  /** Of the last event that had one. */
  get lastEventId() {
    return this.#lastId;
  }

  /** Another response: what the one before left unfinished is void. */
  begin() {
    this.#buffer = '';
    this.#first = true;
    this.#dispatch();
  }

  /**
   * @param text the next piece
   * @returns the events it completes: [{ name, data }]
   */
  read(text) {
    this.#buffer += this.#first ? text.replace(/^\uFEFF/, '') : text;
    this.#first &&= text === '';
    // a return at the end may be half of a line end
    const usable = this.#buffer.endsWith('\r') ? this.#buffer.slice(0, -1) : this.#buffer;
    const lines = usable.split(/\r\n|\n|\r/);
    this.#buffer = lines.pop() + this.#buffer.slice(usable.length);
    const events = lines.map((line) => this.#line(line)).filter(Boolean);
    if (this.#buffer.length + this.#chars > MAX_CHARS) {
      throw new RangeError('the event stream has an event without an end');
    }
    return events;
  }

  #line(line) {
    if (line === '') {
      return this.#dispatch();
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.#name = value;
    } else if (field === 'data') {
      this.#data.push(value);
      this.#chars += value.length;
    } else if (field === 'id' && !value.includes('\0')) {
      this.#lastId = value;
    } else if (field === 'retry' && /^\d+$/.test(value)) {
      this.#retry = Number(value);
    }
    return null;
  }

  #dispatch() {
    const event = this.#data.length > 0 ? { name: this.#name || 'message', data: this.#data.join('\n') } : null;
    this.#name = '';
    this.#data = [];
    this.#chars = 0;
    return event;
  }
}

/**
 * Reads the body of a response to its end.
 *
 * @param parser kept between responses
 * @param onEvent called with each { name, data }
 */
export async function readEvents(response, parser, onEvent) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  parser.begin();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      parser.read(decoder.decode(value, { stream: true })).forEach(onEvent);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
