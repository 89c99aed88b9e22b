import { HttpError, SluiceError } from './errors.js';

const TIMEOUT = 10_000;

const CODES = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  412: 'precondition_failed',
  429: 'too_many_requests',
  503: 'unavailable',
};

/**
 * Asks a WHIP or WHEP server.
 *
 * @param url absolute or relative to the page
 * @param options { method, token?, headers?, body?, keepalive?, signal?, timeout? in ms, 0 for none }
 * @returns the response, of any status
 * @throws SluiceError `connection_lost` or `timeout` when there is none; what `signal` says when it fires
 */
export async function request(url, { token, headers = {}, signal, timeout = TIMEOUT, ...options }) {
  const clock = new AbortController();
  const timer = timeout ? setTimeout(() => clock.abort(), timeout) : undefined;
  const abort = () => clock.abort();
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    return await fetch(url, {
      ...options,
      headers: { ...headers, ...(token && { Authorization: `Bearer ${token}` }) },
      signal: clock.signal,
      cache: 'no-store',
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw clock.signal.aborted
      ? new SluiceError('timeout', 'the server did not answer in time')
      : new SluiceError('connection_lost', error.message);
  } finally {
    clearTimeout(timer);
    // what is streamed is still read when this returns
    if (timeout) {
      signal?.removeEventListener('abort', abort);
    }
  }
}

/**
 * What a response that is of no use means.
 *
 * @param asked { url, token } of the request; without, redirects are not looked at
 */
export async function refusal(response, asked) {
  const { status } = response;
  const message = await response
    .json()
    .then(({ error, detail, title }) => error ?? detail ?? title)
    .catch(() => undefined);
  return new HttpError(CODES[status] ?? (status < 500 ? 'rejected' : 'server_error'), message ?? `HTTP ${status}`, {
    status,
    retryAfterMillis: retryAfter(response.headers.get('Retry-After')),
    moveTo: asked?.token ? unaskedAt(response, asked.url) : null,
  });
}

/**
 * Where a redirect led that was refused for want of the token: browsers take it away on the way to another origin (Fetch
 * standard, HTTP-redirect fetch), so that nobody knows yet what it is worth there. Null when that is not so.
 */
function unaskedAt({ status, redirected, url: last }, url) {
  return status === 401 && redirected && new URL(last).origin !== new URL(url).origin ? last : null;
}

/** RFC 9110 section 10.2.3: seconds or a date. */
export function retryAfter(header, now = Date.now()) {
  if (!header) {
    return null;
  }
  const millis = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(millis) ? null : Math.max(0, millis);
}
