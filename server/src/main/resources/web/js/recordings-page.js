// @ts-check
import { messageOf, statusOf } from './api-request.js';
import { STALE } from './connection-words.js';
import { copy } from './copy.js';
import { part } from './dom.js';
import { drawIcons } from './icons.js';
import { Notices } from './notices.js';
import { isRoomName } from './parameters.js';
import { loadRecordingsToken, saveRecordingsToken, takeToken } from './preferences.js';
import { ProblemPanel } from './problem-panel.js';
import { Reading } from './reading.js';
import { RecordingsApi } from './recordings-api.js';
import { RecordingDetails } from './recordings-details.js';
import { RecordingsList } from './recordings-list.js';
import { refusal } from './refusal-words.js';
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
const reading = new Reading(root, {
  read,
  onRead: () => showProblem(null),
  onFailed: failed,
  goesOn: () => !problem.asksToken && recordings.length <= MOST_REFRESHED,
  interval,
  onWait: (nextInMs) =>
    stale.show(nextInMs === null ? null : { text: STALE, nextInMs, onAction: () => reading.again() }),
});
const problem = new ProblemPanel(root, {
  onToken: (token) => {
    saveRecordingsToken(token);
    reading.again();
  },
  onRetry: () => reading.again(),
});
/** @type {RecordingItem[]} */
let recordings = [];
/** @type {string | null} */
let next = null;
let loaded = false;
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
  part(root, 'back').addEventListener('click', (event) => {
    event.preventDefault();
    back();
  });
  part(root, 'copy-page').addEventListener('click', () => copy(location.href, 'Link copied', notices));
  part(root, 'delete').addEventListener('click', () => part(document, 'delete-dialog', HTMLDialogElement).showModal());
  part(document, 'delete-no').addEventListener('click', closeDialog);
  part(document, 'delete-yes').addEventListener('click', remove);
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
  reading.again();
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
    reading.again();
  }
}

/** @param {() => boolean} current */
async function read(current) {
  const id = idShown();
  if (id) {
    const recording = await api.details(id);
    if (current()) {
      await showDetails(recording);
    }
  } else {
    const limit = Math.max(PAGE_SIZE, Math.min(recordings.length, MOST_REFRESHED));
    const page = await api.list({ room: roomShown(), limit });
    if (current()) {
      ({ recordings, next } = page);
      loaded = true;
      showList();
    }
  }
}

function interval() {
  const live = idShown() ? details.live : recordings.some(({ state }) => state === 'recording');
  return live ? LIVE_INTERVAL : IDLE_INTERVAL;
}

async function more() {
  const button = part(root, 'more', HTMLButtonElement);
  const { turn } = reading;
  button.disabled = true;
  try {
    const page = await api.more(next ?? '');
    if (turn === reading.turn) {
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

/** What is there is good for a while when the server is not. @param {unknown} error */
function failed(error) {
  const status = statusOf(error);
  const nothingYet = idShown() ? part(root, 'details').hidden : !loaded;
  if (!nothingYet && status !== 401 && status !== 403 && status !== 404) {
    return true;
  }
  details.close();
  part(root, 'details').hidden = true;
  showProblem(wordsForRefusal(status, messageOf(error)));
  return false;
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

/** @param {import('./refusal-words.js').Refusal | null} words */
function showProblem(words) {
  part(root, 'overview').hidden = words !== null || idShown() !== '';
  problem.show(words, idShown() !== '');
}

function askToken() {
  reading.stop();
  part(root, 'details').hidden = true;
  showProblem(refusal('Only the operator may delete', 'Enter the operator’s token, then delete again.', true));
}
