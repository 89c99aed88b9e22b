// @ts-check
import { Room } from '../client/sluice.js';
import { Call } from './call.js';
import { part } from './dom.js';
import { drawIcons, setIcon } from './icons.js';
import { Lobby } from './lobby.js';
import { LocalMedia } from './local-media.js';
import { Notices } from './notices.js';
import { readParameters, roomLink } from './parameters.js';
import { loadPreferences, takeToken } from './preferences.js';
import { Settings } from './settings.js';
import { Sound } from './sound.js';
import { StatusLine } from './status-line.js';
import { wordsForWaiting } from './connection-words.js';
import { wordsForEnd } from './words.js';

/** @typedef {import('./lobby.js').Entry} Entry */

/** For tests and for the curious: `sluice.room` in the console is the room one is in. */
const inspection = { room: /** @type {Room | null} */ (null) };
Reflect.set(window, 'sluice', inspection);

/** How long to wait for a server that is away, in ms: it may be restarted with everybody in it. */
const PATIENCE = 5 * 60_000;

takeToken();

const VIEWS = /** @type {const} */ (['lobby', 'call', 'notice']);

const parameters = readParameters(location.search);
const preferences = loadPreferences();
const media = new LocalMedia(preferences);
const sound = new Sound(preferences.speakerId);
const notices = new Notices();
const lobby = new Lobby(part(document, 'lobby'), { media, sound, onJoin: join });
/** @type {Entry | null} the last one, for another try */
let entry = null;
/** Ends the join that is under way. */
let calledOff = new AbortController();
const joinStatus = new StatusLine(document, 'join-status', (text) => notices.announce(text));

drawIcons(document);
const settings = new Settings(media, sound);
part(document, 'notice-lobby').addEventListener('click', showLobby);
part(document, 'join-cancel').addEventListener('click', () => calledOff.abort());
part(document, 'notice-retry').addEventListener('click', () => entry && join(entry));
start();

async function start() {
  lobby.fill({ room: parameters.room, name: parameters.name || preferences.name });
  if (!('RTCPeerConnection' in window)) {
    showEnd('no_webrtc', '');
    return;
  }
  showLobby();
  await media.open({
    audio: parameters.audio && preferences.microphone,
    video: parameters.video && preferences.camera,
  });
  if (parameters.autojoin) {
    lobby.submit();
  }
}

/** @param {Entry} wanted */
async function join(wanted) {
  entry = wanted;
  calledOff = new AbortController();
  lobby.busy(true);
  setRetrying(true);
  try {
    const room = await Room.connect(new URL('../api/ws', document.baseURI), {
      room: wanted.room,
      name: wanted.name,
      token: wanted.token || undefined,
      audioSlots: 4,
      // a phone shows fewer faces, and decodes fewer
      videoSlots: Math.min(screen.width, screen.height) < 600 ? 8 : 12,
      signal: calledOff.signal,
      connectTimeout: PATIENCE,
      reconnectTimeout: PATIENCE,
      // the page's policy lets it go to this server's own nodes only
      allowMoveTo: () => true,
      onRetry: waiting,
    });
    showCall(room);
  } catch (error) {
    if (calledOff.signal.aborted) {
      showLobby();
    } else {
      refused(error);
    }
  } finally {
    joinStatus.show(null);
    lobby.busy(false);
    setRetrying(false);
  }
}

/** The server takes nobody in for now. @param {import('../client/sluice.js').Attempt & { tryNow: () => void }} attempt */
function waiting(attempt) {
  show('lobby');
  lobby.busy(true);
  const text = wordsForWaiting(attempt, navigator.onLine);
  joinStatus.show({
    text,
    busy: true,
    nextInMs: attempt.nextAttemptInMs,
    onAction: () => {
      attempt.tryNow();
      joinStatus.show({ text, busy: true, nextInMs: 0 });
    },
  });
}

/** @param {Room} room */
function showCall(room) {
  inspection.room = room;
  history.replaceState(null, '', roomLink(room.name));
  document.title = `${room.name} · Sluice`;
  lobby.close();
  show('call');
  notices.announce(`You are in the room ${room.name}`);
  const call = new Call(part(document, 'call'), { room, media, sound, notices, settings });
  settings.onFallback((on) => (room.audioFallback = on));
  part(document, 'room-name').focus();
  room.addEventListener('closed', ({ detail }) => {
    call.close();
    settings.close();
    settings.onFallback(() => {});
    inspection.room = null;
    document.title = 'Sluice';
    if (detail.code === 'left') {
      showLobby();
      notices.tell('You left the room');
    } else {
      refused(detail);
    }
  });
}

/** The way into the room, or the stay in it, came to an end. @param {unknown} reason an error or the last event */
function refused(reason) {
  const { code = '', message = '' } = /** @type {{ code?: string, message?: string }} */ (reason ?? {});
  const words = {
    unauthorized: 'This server asks for an access token, or does not know the one you gave.',
    invalid_room_name: 'The server does not accept this room name.',
  };
  if (code === 'unauthorized' || code === 'invalid_room_name') {
    showLobby();
    lobby.refuse(words[code], { askToken: code === 'unauthorized' });
  } else {
    showEnd(String(code), message);
  }
}

function showLobby() {
  show('lobby');
  lobby.open();
}

/** @param {string} code @param {string} message */
function showEnd(code, message) {
  const words = wordsForEnd(code, message);
  const notice = part(document, 'notice');
  lobby.close();
  show('notice');
  notice.dataset.code = code;
  setIcon(part(notice, 'notice-icon'), words.icon);
  part(notice, 'notice-title').textContent = words.title;
  part(notice, 'notice-text').textContent = words.text;
  const retry = part(notice, 'notice-retry', HTMLButtonElement);
  retry.hidden = !words.retry || !entry;
  retry.textContent = words.retry ?? '';
  (retry.hidden ? part(notice, 'notice-title') : retry).focus();
}

/** @param {boolean} retrying */
function setRetrying(retrying) {
  const retry = part(document, 'notice-retry', HTMLButtonElement);
  retry.disabled = retrying;
  retry.classList.toggle('button--busy', retrying);
}

/** @param {typeof VIEWS[number]} view */
function show(view) {
  VIEWS.forEach((name) => (part(document, name).hidden = name !== view));
  document.body.dataset.view = view;
}
