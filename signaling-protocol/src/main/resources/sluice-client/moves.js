const LONGEST_URL = 2048;

/**
 * Where a server may send its clients, and their tokens with them: to the host they came from (over any port), and to
 * what the application allows besides.
 *
 * @param moveTo what the server said: an http(s) or ws(s) URL, absolute or relative
 * @param from the address it said it at
 * @param allowed (url: URL) => boolean for other hosts, or a list of origins whose host may begin with `*.`
 * @returns the URL, or null when it is none, or one that must not be followed
 */
export function moveTarget(moveTo, from, allowed = []) {
  if (typeof moveTo !== 'string' || moveTo.length > LONGEST_URL) {
    return null;
  }
  const origin = new URL(from);
  let target;
  try {
    target = new URL(moveTo, origin);
  } catch {
    return null;
  }
  const secure = isSecure(target);
  if (secure === null || target.username || target.password || (isSecure(origin) && !secure)) {
    return null;
  }
  return target.hostname === origin.hostname || isAllowed(target, allowed) ? target : null;
}

/** null for what is neither HTTP nor a WebSocket. */
function isSecure({ protocol }) {
  return { 'https:': true, 'wss:': true, 'http:': false, 'ws:': false }[protocol] ?? null;
}

function isAllowed(target, allowed) {
  return typeof allowed === 'function' ? Boolean(allowed(target)) : allowed.some((origin) => matches(target, origin));
}

/** `https://sfu.example`, `https://sfu.example:8443`, `https://*.sfu.example` for its subdomains. */
function matches(target, origin) {
  const pattern = /^(https?|wss?):\/\/(\*\.)?([^/:*]+)(?::(\d+))?\/?$/i.exec(origin);
  if (!pattern) {
    return false;
  }
  const [, scheme, subdomains, host, port = ''] = pattern;
  const hostname = target.hostname.toLowerCase();
  const wanted = host.toLowerCase();
  return (
    isSecure(target) === isSecure({ protocol: `${scheme.toLowerCase()}:` }) &&
    (subdomains ? hostname.endsWith(`.${wanted}`) : hostname === wanted) &&
    target.port === (port === usualPort(target) ? '' : port)
  );
}

function usualPort(target) {
  return isSecure(target) ? '443' : '80';
}
