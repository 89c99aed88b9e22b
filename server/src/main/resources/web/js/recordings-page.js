// @ts-check
import { STALE } from './connection-words.js';
import { copy } from './copy.js';
import { part } from './dom.js';
import { drawIcons } from './icons.js';
import { Notices } from './notices.js';
import { paced } from './pace.js';
import { isRoomName } from './parameters.js';
import { loadRecordingsToken, saveRecordingsToken, takeToken } from './preferences.js';
import { ApiError, RecordingsApi } from './recordings-api.js';
import { RecordingDetails } from './recordings-details.js';
import { RecordingsList } from './recordings-list.js';
import { StatusLine } from './status-line.js';
import { wordsForDeletionRefused, wordsForRefusal } from './recordings-words.js';

/** @typedef {import('./recordings-api.js').RecordingItem} RecordingItem */

const PAGE_SIZE = 25;

/** A longer list is no longer read anew by itself. */
const MOST_REFRESHED = 500;

/** How often is asked for news while something is recorded, and otherwise, in ms. */
const LIVE_INTERVAL = 4000;
const IDLE_INTERVAL = 20_000;

const root = part(document, 'recordings');
const notices = new Notices();
const api = new RecordingsApi(document.baseURI, loadRecordingsToken);
const list = new RecordingsList(part(root, 'list'), open);
const details = new RecordingDetails(part(root, 'details'), {
  api,
  notices,
  hasToken: () => loadRecordingsToken() !== '',
});
/** @type {RecordingItem[]} */
let recordings = [];
/** @type {string | null} */
let next = null;
/** What is asked for; answers to what was asked before are out of date. */
let asked = 0;
let timer = 0;
let loaded = false;
/** How often in a row the server did not answer. */
let failures = 0;
const stale = new StatusLine(root, 'stale', (text) => notices.announce(text));

takeToken(saveRecordingsToken);
drawIcons(document);
listen();
readAddress();

function listen() {
  addEventListener('popstate', readAddress);
  part(root, 'filter').addEventListener('submit', (event) => {
    event.preventDefault();
    filter();
  });
  part(root, 'room-filter').addEventListener('change', filter);
  part(root, 'more').addEventListener('click', more);
  part(root, 'retry').addEventListener('click', () => refresh());
  part(root, 'back').addEventListener('click', (event) => {
    event.preventDefault();
    back();
  });
  part(root, 'copy-page').addEventListener('click', () => copy(location.href, 'Link copied', notices));
  part(root, 'delete').addEventListener('click', () => part(document, 'delete-dialog', HTMLDialogElement).showModal());
  part(document, 'delete-no').addEventListener('click', closeDialog);
  part(document, 'delete-yes').addEventListener('click', remove);
  part(root, 'token-form').addEventListener('submit', (event) => {
    event.preventDefault();
    saveRecordingsToken(part(root, 'token-input', HTMLInputElement).value.trim());
    refresh();
  });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
}

/** What the address asks for is shown. */
function readAddress() {
  part(root, 'room-filter', HTMLInputElement).value = roomShown();
  const id = idShown();
  part(root, 'overview').hidden = id !== '';
  part(root, 'details').hidden = true;
  if (id === '') {
    details.close();
    document.title = 'Recordings · Sluice';
  }
  refresh();
}

function idShown() {
  return new URLSearchParams(location.search).get('recording') ?? '';
}

function roomShown() {
  const room = new URLSearchParams(location.search).get('room') ?? '';
  return isRoomName(room) ? room : '';
}

/** @param {{ room?: string, recording?: string }} query */
function address({ room = roomShown(), recording = '' }) {
  const url = new URL(location.pathname, location.origin);
  for (const [name, value] of Object.entries({ room, recording })) {
    if (value) {
      url.searchParams.set(name, value);
    }
  }
  return url.href;
}

/** @param {string} id */
function open(id) {
  history.pushState(null, '', address({ recording: id }));
  readAddress();
}

function back() {
  const id = idShown();
  history.pushState(null, '', address({}));
  readAddress();
  list.focus(id);
}

function filter() {
  const field = part(root, 'room-filter', HTMLInputElement);
  const room = field.value.trim();
  field.setCustomValidity(room === '' || isRoomName(room) ? '' : 'A room’s name has letters, digits, - and _ only');
  if (field.reportValidity() && room !== roomShown()) {
    history.replaceState(null, '', address({ room }));
    recordings = [];
    loaded = false;
    refresh();
  }
}

/** Reads anew what is shown, and again after a while. */
async function refresh() {
  clearTimeout(timer);
  const mine = ++asked;
  const id = idShown();
  root.dataset.busy = 'true';
  try {
    if (id) {
      const read = await api.details(id);
      if (mine === asked) {
        await showDetails(read);
      }
    } else {
      const limit = Math.max(PAGE_SIZE, Math.min(recordings.length, MOST_REFRESHED));
      const page = await api.list({ room: roomShown(), limit });
      if (mine === asked) {
        ({ recordings, next } = page);
        loaded = true;
        showList();
      }
    }
    if (mine === asked) {
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
  const live = idShown() ? details.live : recordings.some(({ state }) => state === 'recording');
  const worthIt = part(root, 'token-form').hidden && recordings.length <= MOST_REFRESHED;
  const pause = paced(live ? LIVE_INTERVAL : IDLE_INTERVAL, failures);
  if (worthIt) {
    timer = window.setTimeout(() => (document.visibilityState === 'visible' ? refresh() : undefined), pause);
  }
  stale.show(failures > 0 ? { text: STALE, nextInMs: pause, onAction: () => refresh() } : null);
}

async function more() {
  const button = part(root, 'more', HTMLButtonElement);
  const mine = asked;
  button.disabled = true;
  try {
    const page = await api.more(next ?? '');
    if (mine === asked) {
      const known = new Set(recordings.map(({ id }) => id));
      recordings = [...recordings, ...page.recordings.filter(({ id }) => !known.has(id))];
      next = page.next;
      showList();
    }
  } catch (error) {
    notices.tell(wordsForRefusal(statusOf(error), messageOf(error)).title);
  }
  button.disabled = false;
}

async function remove() {
  const id = idShown();
  const yes = part(document, 'delete-yes', HTMLButtonElement);
  yes.disabled = true;
  try {
    await api.remove(id);
    recordings = recordings.filter((recording) => recording.id !== id);
    notices.tell('The recording is deleted');
    history.replaceState(null, '', address({}));
    readAddress();
  } catch (error) {
    const status = statusOf(error);
    notices.tell(wordsForDeletionRefused(status, messageOf(error)));
    if (status === 401 || status === 403) {
      askToken();
    }
  } finally {
    yes.disabled = false;
    closeDialog();
  }
}

function closeDialog() {
  part(document, 'delete-dialog', HTMLDialogElement).close();
}

/** @param {unknown} error */
function failed(error) {
  const status = statusOf(error);
  const nothingYet = idShown() ? part(root, 'details').hidden : !loaded;
  if (nothingYet || status === 401 || status === 403 || status === 404) {
    details.close();
    part(root, 'details').hidden = true;
    showProblem(wordsForRefusal(status, messageOf(error)));
    failures = 0;
  } else {
    // what is there is good for a while when the server is not
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

/** @param {import('./recordings-api.js').RecordingDetails} read */
async function showDetails(read) {
  document.title = `${read.room} · Recordings · Sluice`;
  const first = part(root, 'details').hidden;
  part(root, 'details').hidden = false;
  part(root, 'delete', HTMLButtonElement).disabled = read.state === 'recording' || read.state === 'recovering';
  await details.show(read);
  if (first) {
    part(root, 'details-room').focus();
  }
}

function showList() {
  list.show(recordings, (id) => address({ recording: id }));
  part(root, 'more').hidden = next === null;
  part(root, 'empty').hidden = recordings.length > 0;
  part(root, 'empty-text').textContent = roomShown()
    ? `Nothing was recorded in ${roomShown()}, or it is deleted already.`
    : 'Start one in a room with the record button; it is listed here at once.';
}

/** @param {ReturnType<typeof wordsForRefusal> | null} words */
function showProblem(words) {
  const problem = part(root, 'problem');
  problem.hidden = words === null;
  part(root, 'overview').hidden = words !== null || idShown() !== '';
  part(root, 'token-form').hidden = !words?.askToken;
  part(root, 'retry').hidden = words === null || words.askToken;
  part(root, 'problem-back').hidden = idShown() === '';
  if (words) {
    part(root, 'problem-title').textContent = words.title;
    part(root, 'problem-text').textContent = words.text;
  }
  if (words?.askToken && !problem.contains(document.activeElement)) {
    part(root, 'token-input').focus();
  }
}

function askToken() {
  clearTimeout(timer);
  asked++;
  part(root, 'details').hidden = true;
  showProblem({
    title: 'Only the operator may delete',
    text: 'Enter the operator’s token, then delete again.',
    askToken: true,
  });
}
