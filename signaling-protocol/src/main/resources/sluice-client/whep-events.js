import { Backoff, Pause } from './backoff.js';
import { EventStreamParser, readEvents } from './event-stream.js';
import { linkOf } from './link-header.js';
import { refusal, request } from './wish-request.js';

const RELATION = 'urn:ietf:params:whep:ext:core:server-sent-events';

/** What a player can make use of: of the draft's events, and of Sluice's own. */
const STANDARD = ['active', 'inactive', 'layers', 'reconnect', 'viewercount'];
const WANTED = [...STANDARD, 'recording'];

/**
 * The server-sent events of one WHEP session, when it has them: draft-ietf-wish-whep core extensions. They are read until
 * the session is over; a stream that breaks is taken up again.
 */
export class WhepEvents {
  #session;
  #onEvent;
  #stop = new AbortController();
  #pause = new Pause();

  /** @param onEvent called with a name and the parsed data */
  constructor(session, onEvent) {
    this.#session = session;
    this.#onEvent = onEvent;
    const link = linkOf(session.links, RELATION);
    if (link) {
      this.#follow(link).catch(() => {});
    }
  }

  /** The streams of a session that is closed go with it. */
  close() {
    this.#stop.abort();
    this.#pause.wake();
  }

  async #follow({ target, parameters }) {
    const backoff = new Backoff({ first: 500, longest: 15_000 });
    const parser = new EventStreamParser();
    let stream = null;
    while (!this.#stop.signal.aborted) {
      try {
        stream ??= await this.#create(target, parameters.events);
        await this.#read(stream, parser);
      } catch (error) {
        if (error.status === 404) {
          // the stream is gone, or the session, which its transport will tell
          stream = null;
        } else if (error.status >= 400 && error.status < 500 && error.status !== 429) {
          return;
        }
      }
      if (!this.#stop.signal.aborted) {
        await this.#pause.for(Math.max(backoff.next(), parser.retryMillis ?? 0));
      }
    }
  }

  async #create(url, offered) {
    const names = offered?.split(',').map((name) => name.trim());
    const response = await request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(names ? WANTED.filter((name) => names.includes(name)) : STANDARD),
      token: this.#session.tokenFor(url),
      signal: this.#stop.signal,
    });
    const location = response.headers.get('Location');
    if (response.status !== 201 || !location) {
      throw await refusal(response);
    }
    return new URL(location, response.url).href;
  }

  async #read(url, parser) {
    const response = await request(url, {
      headers: {
        Accept: 'text/event-stream',
        ...(parser.lastEventId && { 'Last-Event-ID': parser.lastEventId }),
      },
      token: this.#session.tokenFor(url),
      signal: this.#stop.signal,
      timeout: 0,
    });
    if (!response.ok || !response.body) {
      throw await refusal(response);
    }
    await readEvents(response, parser, ({ name, data }) => this.#tell(name, data));
  }

  #tell(name, data) {
    if (WANTED.includes(name) && !this.#stop.signal.aborted) {
      try {
        this.#onEvent(name, JSON.parse(data || '{}'));
      } catch (error) {
        if (!(error instanceof SyntaxError)) {
          throw error;
        }
      }
    }
  }
}
