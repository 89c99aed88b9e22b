import { SluiceError } from './errors.js';
import { iceServersOf, parseLinks } from './link-header.js';
import { refusal, request } from './wish-request.js';

const SDP = 'application/sdp';
const FRAGMENT = 'application/trickle-ice-sdpfrag';

/** Answers to a PATCH that mean: not this, but the session is fine. RFC 9725 section 4.3.1. */
const UNSUPPORTED = new Set([405, 415, 422, 501]);

/**
 * One session of WHIP (RFC 9725) or WHEP (draft-ietf-wish-whep): a URL that is posted into being, patched and deleted.
 * Knows HTTP and nothing of media.
 */
export class WishSession {
  #url;
  #etag;
  #token;
  #trusts;
  /** Of the 201, or of the 406 that held a counter-offer. */
  links;
  /** The server's SDP. */
  description;
  /** `answer`, or `offer` for WHEP's counter-offer. */
  type;

  /**
   * @param response 201, or 406 with an offer in it
   * @param token for everything that follows
   * @param trusts (url) => whether it may be sent there
   */
  static async of(response, { token, trusts }) {
    const session = new WishSession();
    const location = response.headers.get('Location');
    if (!location) {
      throw new SluiceError('invalid_answer', 'the server did not say where the session is');
    }
    session.#url = new URL(location, response.url).href;
    session.#etag = response.headers.get('ETag');
    session.#token = token;
    session.#trusts = trusts;
    session.links = parseLinks(response.headers.get('Link')).map(({ target, parameters }) => ({
      target: isRelative(target) ? new URL(target, response.url).href : target,
      parameters,
    }));
    session.type = response.status === 406 ? 'offer' : 'answer';
    session.description = await response.text();
    return session;
  }

  /**
   * Posts an offer.
   *
   * @param url the endpoint
   * @param settings { offer, token?, traceparent?, signal?, trusts(url) => whether the server may send the token there }
   * @throws HttpError when it is refused
   */
  static async open(url, { offer, token, traceparent, signal, trusts }) {
    const response = await request(url, {
      method: 'POST',
      headers: { 'Content-Type': SDP, Accept: SDP, ...(traceparent && { traceparent }) },
      body: offer,
      token,
      signal,
    });
    const sdp = response.headers.get('Content-Type')?.toLowerCase().startsWith(SDP);
    if (sdp && (response.status === 201 || response.status === 406)) {
      return WishSession.of(response, { token, trusts });
    }
    throw await refusal(response, { url, token });
  }

  get url() {
    return this.#url;
  }

  /** The token for a request to a URL that the server named; undefined where it must not go. */
  tokenFor(url) {
    return this.#trusts(url) ? this.#token : undefined;
  }

  get iceServers() {
    return iceServersOf(this.links);
  }

  /** Whether the server can restart ICE: it gives each ICE session a tag then. */
  get restartable() {
    return Boolean(this.#etag);
  }

  /** Answers the counter-offer. */
  async answer(sdp) {
    const response = await this.#patch(SDP, sdp, {});
    if (!response.ok) {
      throw await refusal(response);
    }
  }

  /**
   * Tells candidates.
   *
   * @returns whether the server wants to hear of more
   * @throws HttpError when the session is gone, or another ICE session is the current one
   */
  async trickle(fragment) {
    const response = await this.#patch(FRAGMENT, fragment, this.#etag ? { 'If-Match': this.#etag } : {});
    if (response.ok) {
      return true;
    }
    if (UNSUPPORTED.has(response.status)) {
      return false;
    }
    throw await refusal(response);
  }

  /** Restarts ICE; resolves with the server's fragment. */
  async restart(fragment) {
    const response = await this.#patch(FRAGMENT, fragment, { 'If-Match': '*' });
    if (response.status !== 200) {
      throw await refusal(response);
    }
    this.#etag = response.headers.get('ETag') ?? this.#etag;
    return response.text();
  }

  /** Whether the server, which must be there, still knows it. */
  async exists() {
    const { status } = await request(this.#url, { method: 'HEAD', token: this.tokenFor(this.#url) });
    return status !== 404 && status !== 410;
  }

  /** Ends it, even while the page goes away. */
  async close() {
    await request(this.#url, { method: 'DELETE', token: this.tokenFor(this.#url), keepalive: true }).catch(() => {});
  }

  #patch(type, body, headers) {
    return request(this.#url, {
      method: 'PATCH',
      headers: { 'Content-Type': type, ...headers },
      body,
      token: this.tokenFor(this.#url),
    });
  }
}

/**
 * The ICE servers of an endpoint, for browsers that cannot be told of them after the offer. RFC 9725 section 4.6. None
 * when the endpoint says nothing.
 */
export async function discoverIceServers(url, { token, signal }) {
  const response = await request(url, { method: 'OPTIONS', token, signal });
  return response.ok ? iceServersOf(parseLinks(response.headers.get('Link'))) : [];
}

function isRelative(target) {
  return !/^[a-z][a-z0-9+.-]*:/i.test(target);
}
