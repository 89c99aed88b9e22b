// @ts-check
import { AdminApi } from './admin-api.js';
import { Overview } from './admin-overview.js';
import { Orders } from './admin-orders.js';
import { RoomView } from './admin-room.js';
import { STALE } from './connection-words.js';
import { wordsForRefusal } from './admin-words.js';
import { messageOf, statusOf } from './api-request.js';
import { part } from './dom.js';
import { drawIcons } from './icons.js';
import { Notices } from './notices.js';
import { isRoomName } from './parameters.js';
import { loadAdminToken, saveAdminToken, takeToken } from './preferences.js';
import { ProblemPanel } from './problem-panel.js';
import { Reading } from './reading.js';
import { chip } from './recordings-list.js';
import { StatusLine } from './status-line.js';

/** @typedef {import('./admin-api.js').ServerStatus} ServerStatus */

/** How often is asked for news, in ms. */
const INTERVAL = 2000;

const root = part(document, 'admin');
const notices = new Notices();
const api = new AdminApi(document.baseURI, loadAdminToken);
const reading = new Reading(root, {
  read: (current) => (roomShown() ? readRoom(roomShown(), current) : readOverview(current)),
  onRead: () => {
    loaded = true;
    showProblem(null);
  },
  onFailed: failed,
  goesOn: () => !problem.asksToken,
  interval: () => INTERVAL,
  onWait: showStale,
});
const problem = new ProblemPanel(root, {
  onToken: (token) => {
    saveAdminToken(token);
    operator = true;
    reading.again();
  },
  onRetry: () => reading.again(),
});
const orders = new Orders(api, notices, () => reading.again());
const overview = new Overview(part(root, 'overview'), {
  open: (room) => go(address(room)),
  address,
  admit: (room, participant) => orders.admit(room, participant),
  download: (id) => orders.downloadFlight(id),
});
const view = new RoomView(part(root, 'room'), {
  kick: (member) => orders.kick(roomShown(), member),
  mute: (member, muted, track) => orders.mute(roomShown(), member, muted, track),
  dump: (member) => orders.downloadDump(roomShown(), member),
});
let loaded = false;
/** Above the overview, and above a room. */
const stale = ['stale', 'room-stale'].map((name) => new StatusLine(root, name, (text) => notices.announce(text)));
/** Who administers single rooms only sees nothing of the server. */
let operator = true;
/** @type {ServerStatus | null} */
let status = null;

takeToken(saveAdminToken);
drawIcons(document);
listen();
readAddress();

function listen() {
  addEventListener('popstate', readAddress);
  part(root, 'forget').addEventListener('click', forget);
  part(root, 'back').addEventListener('click', (event) => {
    event.preventDefault();
    const room = roomShown();
    go(address(''));
    overview.focus(room);
  });
  part(root, 'record').addEventListener('click', () => orders.record(roomShown(), view.recording));
  part(root, 'close-room').addEventListener('click', closeRoom);
  part(root, 'drain').addEventListener('click', () => orders.drain(status === null || status.drain.phase === 'open'));
  part(root, 'flight').addEventListener('click', () => orders.recordFlight());
  part(root, 'server-dump').addEventListener('click', () => orders.downloadServerDump());
}

// ---- what is shown

function roomShown() {
  const room = new URLSearchParams(location.search).get('room') ?? '';
  return isRoomName(room) ? room : '';
}

/** @param {string} room empty for all of them */
function address(room) {
  const url = new URL(location.pathname, location.origin);
  if (room) {
    url.searchParams.set('room', room);
  }
  return url.href;
}

/** @param {string} url */
function go(url) {
  history.pushState(null, '', url);
  readAddress();
}

function readAddress() {
  const room = roomShown();
  document.title = room ? `${room} · Admin · Sluice` : 'Admin · Sluice';
  view.clear();
  part(root, 'room').hidden = true;
  loaded = false;
  reading.again();
}

async function closeRoom() {
  if (await orders.closeRoom(roomShown())) {
    go(address(''));
  }
}

/** @param {() => boolean} current */
async function readOverview(current) {
  // one question first: a wrong token is to be refused once, since who shows many is locked out
  const server = await readStatus();
  const [rooms, denied, flights] = await Promise.all([
    api.rooms(),
    api.denied(),
    operator ? api.flights().catch(unavailable) : null,
  ]);
  if (!current()) {
    return;
  }
  part(root, 'server').hidden = server === null;
  if (server) {
    overview.showServer(server);
  }
  showState(server);
  overview.showRooms(rooms, performance.now());
  overview.showDenied(denied);
  if (flights) {
    overview.showFlights(flights);
  }
}

/** Nothing of the server for who may not see it. */
async function readStatus() {
  if (!operator) {
    return null;
  }
  try {
    return await api.status();
  } catch (error) {
    if (statusOf(error) !== 403) {
      throw error;
    }
    operator = false;
    return null;
  }
}

/** Not every runtime can record itself, and not everybody may. @param {unknown} error */
function unavailable(error) {
  if (statusOf(error) !== 501 && statusOf(error) !== 403) {
    throw error;
  }
  return null;
}

/** @param {string} name @param {() => boolean} current */
async function readRoom(name, current) {
  const server = await readStatus();
  const room = await api.room(name);
  if (!current()) {
    return;
  }
  showState(server);
  const first = part(root, 'room').hidden;
  part(root, 'room').hidden = false;
  view.show(room);
  if (first) {
    part(root, 'room-title').focus();
  }
}

/** @param {ServerStatus | null} server */
function showState(server) {
  status = server;
  part(root, 'forget').hidden = loadAdminToken() === '';
  const draining = server !== null && server.drain.phase !== 'open';
  part(root, 'drain-text').textContent = draining ? 'Take people in again' : 'Drain…';
  const state = part(root, 'state');
  if (server === null) {
    state.replaceChildren();
  } else if (draining) {
    state.replaceChildren(chip(server.drain.phase === 'draining' ? 'Draining' : 'Going away', 'draining'));
  } else {
    state.replaceChildren(server.ready ? chip('Ready', 'ready') : chip('Not ready', 'unwell'));
  }
}

/** @param {import('./refusal-words.js').Refusal | null} words */
function showProblem(words) {
  part(root, 'overview').hidden = words !== null || roomShown() !== '';
  if (words) {
    part(root, 'room').hidden = true;
    part(root, 'state').replaceChildren();
  }
  problem.show(words, roomShown() !== '');
}

/** What is shown is good for a while when the server is not. @param {number | null} nextInMs null when it is up to date */
function showStale(nextInMs) {
  for (const line of stale) {
    line.show(nextInMs === null ? null : { text: STALE, nextInMs, onAction: () => reading.again() });
  }
}

/** @param {unknown} error */
function failed(error) {
  const code = statusOf(error);
  if (loaded && code !== 401 && code !== 403 && code !== 404) {
    return true;
  }
  loaded = false;
  showProblem(wordsForRefusal(code, messageOf(error), loadAdminToken() !== ''));
  return false;
}

function forget() {
  saveAdminToken('');
  status = null;
  operator = true;
  view.clear();
  loaded = false;
  reading.again();
}
