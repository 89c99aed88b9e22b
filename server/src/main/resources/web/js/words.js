// @ts-check

/** @typedef {import('./local-media.js').CaptureState} CaptureState */

/**
 * A thing to tell a person, with what can be done about it.
 *
 * @typedef {object} Words
 * @property {string} icon
 * @property {string} title
 * @property {string} text
 * @property {string} [retry] label of the button that tries again; none when that is pointless
 */

/** By the codes of refusals and of ends, which are the server's or the client's. */
const ENDS = /** @type {Record<string, Words>} */ ({
  room_full: {
    icon: 'people',
    title: 'This room is full',
    text: 'No one else fits in at the moment. Try again when somebody has left, or choose another room.',
    retry: 'Try again',
  },
  identity_in_use: {
    icon: 'people',
    title: 'You are already in this room',
    text: 'Somebody joined under this identity and is still connected. Leave there first, then try again.',
    retry: 'Try again',
  },
  replaced: {
    icon: 'people',
    title: 'You joined from somewhere else',
    text: 'The call goes on in your other window or on your other device.',
    retry: 'Join here instead',
  },
  kicked: {
    icon: 'door',
    title: 'You were removed from the room',
    text: 'Somebody who looks after this room ended your visit.',
  },
  token_revoked: {
    icon: 'lock',
    title: 'You may not be in this room any more',
    text: 'Your access token was taken back.',
  },
  token_expired: {
    icon: 'lock',
    title: 'Your time in this room is over',
    text: 'Your access token has ended. With a new one you may come back.',
  },
  token_in_use: {
    icon: 'people',
    title: 'Your access token is in use',
    text: 'Somebody is in a room with it already, perhaps you. Leave there first, then try again.',
    retry: 'Try again',
  },
  room_closed: {
    icon: 'door',
    title: 'The room was closed',
    text: 'The call has ended for everybody.',
  },
  server_shutdown: {
    icon: 'offline',
    title: 'The server is going away',
    text: 'It is being restarted or updated. It usually takes a minute.',
    retry: 'Join again',
  },
  unavailable: {
    icon: 'offline',
    title: 'The server takes no new calls',
    text: 'It is starting, or about to be restarted. Try again in a minute.',
    retry: 'Try again',
  },
  connection_lost: {
    icon: 'offline',
    title: 'The server cannot be reached',
    text: 'Your network may be down, or the server is. Nothing is wrong with your camera or microphone.',
    retry: 'Try again',
  },
  timeout: {
    icon: 'offline',
    title: 'The server does not answer',
    text: 'It was reached but took too long. Try again in a moment.',
    retry: 'Try again',
  },
  signaling_lost: {
    icon: 'offline',
    title: 'The connection was lost',
    text: 'The server heard nothing from you for too long and gave your place away.',
    retry: 'Join again',
  },
  media_lost: {
    icon: 'offline',
    title: 'Picture and sound stopped',
    text: 'The server heard nothing from you for too long. A firewall may be in the way.',
    retry: 'Join again',
  },
  too_slow: {
    icon: 'offline',
    title: 'Your connection is too slow',
    text: 'Messages of the room could not be delivered to you in time.',
    retry: 'Join again',
  },
  too_many_requests: {
    icon: 'alert',
    title: 'Too many attempts',
    text: 'The server asks you to wait a moment before you try again.',
    retry: 'Try again',
  },
  negotiation_failed: {
    icon: 'alert',
    title: 'Your browser and the server do not match',
    text: 'They found no way to exchange picture and sound. An up-to-date Chrome, Edge, Firefox or Safari works.',
    retry: 'Try again',
  },
  forbidden: {
    icon: 'lock',
    title: 'You may not enter this room',
    text: 'Your access token is good, but not for this room.',
  },
  no_webrtc: {
    icon: 'alert',
    title: 'This browser cannot make calls',
    text: 'WebRTC is missing or switched off. An up-to-date Chrome, Edge, Firefox or Safari works.',
  },
});

/** @type {Words} */
const UNEXPECTED = {
  icon: 'alert',
  title: 'Something went wrong',
  text: 'The call could not go on.',
  retry: 'Try again',
};

/**
 * @param {string} code
 * @param {string} message what the server or the browser said
 * @returns {Words}
 */
export function wordsForEnd(code, message) {
  if (code === 'forbidden' && /removed from this room/.test(message)) {
    return ENDS.kicked;
  }
  if (Object.hasOwn(ENDS, code)) {
    return ENDS[code];
  }
  return { ...UNEXPECTED, text: message ? `${UNEXPECTED.text} (${message})` : UNEXPECTED.text };
}

/** What can be done about a device that cannot be captured. */
const DEVICE_ADVICE = /** @type {Partial<Record<CaptureState, string>>} */ ({
  denied: 'Click the camera or lock symbol in the address bar, allow it, then try again.',
  missing: 'Connect one and try again.',
  busy: 'Another program may be using it. Close that and try again.',
  insecure: 'Browsers allow them only on pages opened with https:// or on localhost.',
  failed: 'The browser could not open it.',
});

/**
 * @param {CaptureState} audio
 * @param {CaptureState} video
 * @returns {{ title: string, text: string } | null} null when nothing is wrong
 */
export function wordsForDevices(audio, video) {
  const broken = [
    { what: 'microphone', state: audio },
    { what: 'camera', state: video },
  ].filter(({ state }) => state in DEVICE_ADVICE);
  if (broken.length === 0) {
    return null;
  }
  const what = broken
    .map((device) => device.what)
    .reverse()
    .join(' and ');
  const { state } = broken[broken.length - 1];
  return { title: deviceTitle(what, state, broken.length > 1), text: DEVICE_ADVICE[state] ?? '' };
}

/** @param {string} what @param {CaptureState} state @param {boolean} both */
function deviceTitle(what, state, both) {
  const name = what[0].toUpperCase() + what.slice(1);
  const are = both ? 'are' : 'is';
  switch (state) {
    case 'denied':
      return `${name} ${are} blocked`;
    case 'missing':
      return `No ${what} found`.replace(' and ', ' or ');
    case 'busy':
      return `${name} ${are} in use`;
    case 'insecure':
      return `${name} ${both ? 'need' : 'needs'} a secure page`;
    default:
      return `${name} ${both ? 'do' : 'does'} not work`;
  }
}

/** @param {string} reason why a participant left @param {string} name */
export function wordsForLeaving(reason, name) {
  switch (reason) {
    case 'signaling_lost':
    case 'media_lost':
      return `${name} lost the connection`;
    case 'kicked':
      return `${name} was removed`;
    default:
      return `${name} left`;
  }
}
