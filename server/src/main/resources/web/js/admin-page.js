// @ts-check
import { AdminApi } from './admin-api.js';
import { Overview } from './admin-overview.js';
import { ask } from './admin-question.js';
import { RoomView } from './admin-room.js';
import { STALE } from './connection-words.js';
import { wordsForFailure, wordsForRefusal } from './admin-words.js';
import { part } from './dom.js';
import { drawIcons } from './icons.js';
import { Notices } from './notices.js';
import { isRoomName } from './parameters.js';
import { loadAdminToken, saveAdminToken, takeToken } from './preferences.js';
import { paced } from './pace.js';
import { ApiError } from './recordings-api.js';
import { chip } from './recordings-list.js';
import { StatusLine } from './status-line.js';

/**
 * @typedef {import('./admin-api.js').Member} Member
 * @typedef {import('./admin-api.js').ServerStatus} ServerStatus
 */

/** How often is asked for news, in ms. */
const INTERVAL = 2000;

const DAY = 86_400;

const root = part(document, 'admin');
const notices = new Notices();
const api = new AdminApi(document.baseURI, loadAdminToken);
const overview = new Overview(part(root, 'overview'), {
  open: (room) => go(address(room)),
  address,
  admit: (room, participant) =>
    order(() => api.admit(room, participant), `${participant} may come into ${room} again`),
  download: (id) => download(() => api.file(`jfr/${encodeURIComponent(id)}`)),
});
const view = new RoomView(part(root, 'room'), { kick, mute, dump: (member) => dump(member) });

/** What is asked for; answers to what was asked before are out of date. */
let asked = 0;
let timer = 0;
let loaded = false;
/** How often in a row the server did not answer. */
let failures = 0;
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
  part(root, 'token-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = part(root, 'token-input', HTMLInputElement);
    saveAdminToken(field.value.trim());
    field.value = '';
    operator = true;
    refresh();
  });
  part(root, 'forget').addEventListener('click', forget);
  part(root, 'retry').addEventListener('click', () => refresh());
  part(root, 'back').addEventListener('click', (event) => {
    event.preventDefault();
    const room = roomShown();
    go(address(''));
    overview.focus(room);
  });
  part(root, 'record').addEventListener('click', record);
  part(root, 'close-room').addEventListener('click', closeRoom);
  part(root, 'drain').addEventListener('click', drain);
  part(root, 'flight').addEventListener('click', flight);
  part(root, 'server-dump').addEventListener('click', () => download(() => api.file('dump')));
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
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
  refresh();
}

/** Reads anew what is shown, and again after a while. */
async function refresh() {
  clearTimeout(timer);
  const mine = ++asked;
  const room = roomShown();
  root.dataset.busy = 'true';
  try {
    await (room ? readRoom(room, mine) : readOverview(mine));
    if (mine === asked) {
      loaded = true;
      failures = 0;
      showProblem(null);
    }
  } catch (error) {
    if (mine === asked) {
      failed(error);
    }
  } finally {
    if (mine === asked) {
      root.dataset.busy = 'false';
      later();
    }
  }
}

/** Nobody waits for news of a page that nobody sees, nor of one that asks for a token. */
function later() {
  if (part(root, 'token-form').hidden) {
    const pause = paced(INTERVAL, failures);
    timer = window.setTimeout(() => (document.visibilityState === 'visible' ? refresh() : undefined), pause);
    showStale(failures > 0 && loaded ? pause : null);
  }
}

/** @param {number} mine */
async function readOverview(mine) {
  // one question first: a wrong token is to be refused once, since who shows many is locked out
  const server = await readStatus();
  const [rooms, denied, flights] = await Promise.all([
    api.rooms(),
    api.denied(),
    operator ? api.flights().catch(unavailable) : null,
  ]);
  if (mine !== asked) {
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

/** @param {string} name @param {number} mine */
async function readRoom(name, mine) {
  const server = await readStatus();
  const room = await api.room(name);
  if (mine !== asked) {
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

/** @param {ReturnType<typeof wordsForRefusal> | null} words */
function showProblem(words) {
  const problem = part(root, 'problem');
  problem.hidden = words === null;
  part(root, 'overview').hidden = words !== null || roomShown() !== '';
  part(root, 'token-form').hidden = !words?.askToken;
  part(root, 'retry').hidden = words === null || words.askToken;
  part(root, 'problem-back').hidden = roomShown() === '';
  if (words) {
    part(root, 'room').hidden = true;
    part(root, 'problem-title').textContent = words.title;
    part(root, 'problem-text').textContent = words.text;
    part(root, 'state').replaceChildren();
  }
  if (words?.askToken && !problem.contains(document.activeElement)) {
    part(root, 'token-input').focus();
  }
}

/** What is shown is good for a while when the server is not. @param {number | null} nextInMs null when it is up to date */
function showStale(nextInMs) {
  for (const line of stale) {
    line.show(nextInMs === null ? null : { text: STALE, nextInMs, onAction: () => refresh() });
  }
}

/** @param {unknown} error */
function failed(error) {
  const code = statusOf(error);
  if (!loaded || code === 401 || code === 403 || code === 404) {
    loaded = false;
    showProblem(wordsForRefusal(code, messageOf(error), loadAdminToken() !== ''));
  } else {
    failures += 1;
  }
}

/** @param {unknown} error */
function statusOf(error) {
  return error instanceof ApiError ? error.status : -1;
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : '';
}

// ---- orders

/** @param {() => Promise<unknown>} carryOut @param {string} done */
async function order(carryOut, done) {
  try {
    await carryOut();
    notices.tell(done);
  } catch (error) {
    notices.tell(wordsForFailure(statusOf(error), messageOf(error)));
  }
  refresh();
}

/** @param {Member} member */
async function kick(member) {
  const name = member.name || member.id;
  const room = roomShown();
  const answer = await ask({
    title: `Kick ${name}?`,
    text: `It leaves ${room} at once and may not come back as ${member.id} meanwhile. A token it came with is taken back.`,
    yes: 'Kick',
    choice: {
      name: 'Kept out for',
      options: [
        [String(DAY), 'a day'],
        ['600', 'ten minutes'],
        ['3600', 'an hour'],
        [String(30 * DAY), '30 days'],
      ],
    },
  });
  if (answer) {
    order(() => api.kick(room, member.id, Number(answer.choice)), `${name} was kicked`);
  }
}

/** @param {Member} member @param {boolean} muted @param {string} [track] */
function mute(member, muted, track) {
  const name = member.name || member.id;
  order(() => api.mute(roomShown(), member.id, muted, track), `${name} ${muted ? 'is muted' : 'may unmute itself again'}`);
}

/** @param {Member} member */
function dump(member) {
  download(() => api.participantDump(roomShown(), member.id));
}

function record() {
  const stop = view.recording;
  order(
    () => api.record(roomShown(), stop ? 'stop' : 'start'),
    stop ? 'The recording is stopped' : 'The room is being recorded',
  );
}

async function closeRoom() {
  const room = roomShown();
  const answer = await ask({
    title: `Close ${room}?`,
    text: 'Everybody in it has to leave. Who may join can open it again.',
    yes: 'Close the room',
  });
  if (answer) {
    await order(() => api.close(room), `${room} is closed`);
    go(address(''));
  }
}

async function drain() {
  if (status !== null && status.drain.phase !== 'open') {
    order(() => api.cancelDrain(), 'People are taken in again');
    return;
  }
  const answer = await ask({
    title: 'Drain this server?',
    text: 'No more rooms are taken in and the server says it is not ready, so that load balancers send people elsewhere. Rooms that are here go on until they end.',
    yes: 'Drain',
    field: 'Reason, for all to see (optional)',
  });
  if (answer) {
    order(() => api.drain(answer.text), 'No more rooms are taken in');
  }
}

async function flight() {
  const answer = await ask({
    title: 'Record the virtual machine?',
    text: 'A flight recording shows where time and memory go (JFR). It costs about one hundredth of a CPU and is kept here for an hour.',
    yes: 'Record',
    harmless: true,
    choice: {
      name: 'How long',
      options: [
        ['60', 'a minute'],
        ['10', 'ten seconds'],
        ['300', 'five minutes'],
      ],
    },
  });
  if (answer) {
    order(() => api.startFlight(Number(answer.choice), 'default'), 'The flight recording has begun');
  }
}

/** @param {() => Promise<{ blob: Blob, name: string }>} fetchFile */
async function download(fetchFile) {
  try {
    const { blob, name } = await fetchFile();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    // the browser has begun to read it by then
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (error) {
    notices.tell(wordsForFailure(statusOf(error), messageOf(error)));
  }
}

function forget() {
  saveAdminToken('');
  status = null;
  operator = true;
  view.clear();
  loaded = false;
  refresh();
}
