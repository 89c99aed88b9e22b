// @ts-check
import { WhepPlayer } from '../client/wish.js';
import { copy } from './copy.js';
import { part } from './dom.js';
import { milliseconds } from './format.js';
import { drawIcons, setIcon } from './icons.js';
import { STAGE_SIZE, layerChoice, readWatchParameters, watchLink, whepUrl } from './links.js';
import { Notices } from './notices.js';
import { loadPreferences, loadToken, savePreferences, saveToken, takeToken } from './preferences.js';
import { showRecordingSign } from './recording-sign.js';
import { wordsForChange } from './recording-words.js';
import { Statistics } from './statistics.js';
import { StatusLine } from './status-line.js';
import { WatchBar } from './watch-bar.js';
import { WatchMenu } from './watch-menu.js';
import { WatchScreen } from './watch-screen.js';
import { AWAY, NO_PICTURE, wordsForState } from './watch-words.js';

/**
 * @typedef {import('../client/wish.js').StateDetail} StateDetail
 * @typedef {import('../client/wish.js').LayerChoice} LayerChoice
 * @typedef {import('./watch-menu.js').View} View
 */

const STATS_INTERVAL = 1000;

/** After so many of them without anything that came the stream is interrupted, whether the server says so or not. */
const SILENT_INTERVALS = 3;

const root = part(document, 'watch');
const parameters = readWatchParameters(location.search);
/** @type {View} */
let view = { view: parameters.view, participant: parameters.participant };
let layer = /** @type {LayerChoice | null} */ (layerChoice(parameters.layer));
/** @type {WhepPlayer | null} */
let player = null;
/** @type {StateDetail} */
let state = { state: 'idle', code: null, message: null, retryMillis: null, attempt: null };
/** @type {Awaited<ReturnType<WhepPlayer['stats']>>} */
let stats = null;
/** Whether there was a picture before the connection was lost. */
let lostPicture = false;
let silentIntervals = 0;
/** The last that was told of the room's recording. @type {import('./recording-words.js').RoomRecording['state']} */
let toldRecording = 'off';

takeToken();
drawIcons(document);
root.dataset.controls = parameters.controls ? '1' : '0';
document.title = parameters.room ? `${parameters.room} · Sluice` : 'Sluice';
part(root, 'watch-title').textContent = parameters.room;

const notices = new Notices();
/** Under the message, which says it all: only when, and the button. */
const nextTry = new StatusLine(root, 'next', () => {});
const screen = new WatchScreen(part(root, 'screen'), {
  muted: parameters.muted,
  volume: loadPreferences().volume,
});
const menu = new WatchMenu(part(root, 'menu-panel'), { onLayer: chooseLayer, onView: chooseView });
const statistics = new Statistics(
  part(root, 'stats-panel'),
  {
    read: async () => stats,
    describe: ({ kind }) => ({ who: kind === 'video' ? 'Picture' : 'Sound', what: '' }),
    figures: ['latency', 'receive', 'roundTrip', 'loss'],
  },
  new AbortController().signal,
);
const bar = new WatchBar(
  root,
  {
    mute: () => sound({ muted: !screen.muted && !screen.silenced }),
    menu: () => togglePanel('menu'),
    stats: () => togglePanel('stats'),
    copy: () => copy(watchLink(document.baseURI, { room: parameters.room, ...view }), 'Link copied', notices),
    pip: togglePictureInPicture,
    fullscreen: toggleFullscreen,
  },
  () => state.state === 'connected' && screen.hasPicture && !openPanel() && !screen.silenced,
);

/** For tests and for the curious: `sluice.player` in the console is what plays. */
Reflect.set(window, 'sluice', {
  get player() {
    return player;
  },
});

listen();
show();
play();

function play() {
  if (!parameters.room || !('RTCPeerConnection' in window)) {
    changed({ ...state, state: 'closed', code: parameters.room ? 'no_webrtc' : 'no_room' });
    return;
  }
  const current = new WhepPlayer();
  player?.stop();
  player = current;
  stats = null;
  silentIntervals = 0;
  follow(current);
  current.chooseLayer(layer);
  const pictures = view.view === 'stage' ? STAGE_SIZE : 1;
  current
    .play(whepUrl(document.baseURI, { room: parameters.room, ...view }), {
      token: () => loadToken(),
      videos: pictures,
      audios: pictures,
      // the page's policy lets it go to this server's own nodes only
      allowMoveTo: () => true,
    })
    .catch((error) => console.info(`not played: ${error.message}`));
  showLayers();
}

/** What a player tells counts for as long as it is the present one. @param {WhepPlayer} current */
function follow(current) {
  const whilePresent = (/** @type {() => void} */ act) => player === current && act();
  current.addEventListener('state', ({ detail }) => whilePresent(() => changed(detail)));
  current.addEventListener('streams', ({ detail: { streams } }) => {
    // the last picture of a lost session stays until there is another
    whilePresent(() => streams.length > 0 && screen.show(streams));
  });
  current.addEventListener('layers', () => whilePresent(showLayers));
  current.addEventListener('recording', ({ detail }) => whilePresent(() => recordingChanged(detail.recording)));
  for (const type of ['active', 'inactive', 'viewercount']) {
    current.addEventListener(type, () => whilePresent(show));
  }
}

function listen() {
  screen.addEventListener('change', show);
  part(root, 'unmute').addEventListener('click', () => sound({ muted: false }));
  part(root, 'retry').addEventListener('click', play);
  part(root, 'token-form').addEventListener('submit', (event) => {
    event.preventDefault();
    saveToken(part(root, 'token-input', HTMLInputElement).value.trim());
    play();
  });
  const volume = part(root, 'volume', HTMLInputElement);
  volume.value = String(screen.volume);
  volume.addEventListener('input', () => sound({ muted: false, volume: Number(volume.value) }));
  volume.addEventListener('change', () => savePreferences({ volume: screen.volume }));
  part(root, 'screen').addEventListener('dblclick', toggleFullscreen);
  document.addEventListener('fullscreenchange', show);
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && closePanel());
  for (const name of ['menu', 'stats']) {
    part(root, `${name}-close`).addEventListener('click', closePanel);
  }
  setInterval(readStats, STATS_INTERVAL);
}

/** @param {StateDetail} detail */
function changed(detail) {
  const lost = ['reconnecting', 'waiting'].includes(detail.state);
  if (detail.state === 'connected' && lostPicture) {
    notices.announce('The stream goes on');
  }
  lostPicture = lost && (lostPicture || state.state === 'connected');
  state = detail;
  nextTry.show(
    lost && detail.code !== 'conflict'
      ? { text: '', nextInMs: detail.retryMillis ?? 0, onAction: () => player?.tryNow() }
      : null,
  );
  root.dataset.state = detail.state;
  show();
  if (!part(root, 'token-form').hidden) {
    part(root, 'token-input').focus();
  }
  bar.wake();
}

/** @param {import('./recording-words.js').RoomRecording} told */
function recordingChanged(told) {
  const words = wordsForChange(told, toldRecording, null);
  toldRecording = told.state;
  show();
  if (words) {
    notices.tell(words);
  }
}

/** @param {LayerChoice | null} choice */
async function chooseLayer(choice) {
  layer = choice;
  try {
    await player?.chooseLayer(choice);
  } catch (error) {
    console.warn('no such layer:', error);
    notices.tell('The server does not send this quality now');
  }
}

/** @param {View} chosen */
function chooseView(chosen) {
  view = chosen;
  history.replaceState(null, '', watchLink(document.baseURI, { room: parameters.room, ...view }));
  play();
}

/** @param {{ muted?: boolean, volume?: number }} change */
function sound(change) {
  screen.setSound(change);
}

async function readStats() {
  stats = (await player?.stats().catch(() => null)) ?? null;
  silentIntervals = stats?.receiveBitrateBps === 0 ? silentIntervals + 1 : 0;
  const shown = state.state === 'connected' && !isAway() && stats !== null && stats.latencyMillis !== null;
  const latency = part(root, 'latency');
  latency.hidden = !shown;
  latency.textContent = shown ? milliseconds(stats?.latencyMillis) : '';
  show();
}

/** @param {'menu' | 'stats'} name */
function togglePanel(name) {
  const wasOpen = openPanel() === name;
  closePanel();
  if (!wasOpen) {
    part(root, `${name}-panel`).hidden = false;
    statistics.setOpen(name === 'stats');
    if (name === 'menu') {
      showViews();
    }
  }
  show();
}

function openPanel() {
  return ['menu', 'stats'].find((name) => !part(root, `${name}-panel`).hidden) ?? null;
}

function closePanel() {
  const open = openPanel();
  if (open) {
    const panel = part(root, `${open}-panel`);
    const focused = panel.contains(document.activeElement);
    panel.hidden = true;
    statistics.setOpen(false);
    show();
    if (focused) {
      part(root, open).focus();
    }
  }
}

function showLayers() {
  // which of several pictures a layer is of is the server's business
  menu.showLayers(view.view === 'stage' ? [] : (player?.layers ?? []), view.view === 'stage' ? null : layer);
}

/** Who publishes is asked for when somebody wants to know. */
async function showViews() {
  menu.showViews([], view);
  const token = loadToken();
  const response = await fetch(new URL(`../api/rooms/${parameters.room}`, document.baseURI), {
    headers: token ? { Authorization: `Bearer ${token}` } : {},
  }).catch(() => null);
  const room = response?.ok ? await response.json().catch(() => null) : null;
  const members = /** @type {{ id: string, name: string, tracks: unknown[] }[]} */ (room?.members ?? []);
  menu.showViews(
    members.filter(({ tracks }) => tracks?.length > 0),
    view,
  );
}

async function togglePictureInPicture() {
  try {
    await (document.pictureInPictureElement
      ? document.exitPictureInPicture()
      : screen.video?.requestPictureInPicture());
  } catch {
    notices.tell('There is no picture to take out of the page yet');
  }
}

async function toggleFullscreen() {
  try {
    await (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  } catch {
    notices.tell('Full screen is not possible here');
  }
}

function show() {
  showMessage();
  const viewers = player?.viewers ?? null;
  part(root, 'viewers').hidden = viewers === null || state.state !== 'connected';
  part(root, 'viewer-number').textContent = String(viewers ?? '');
  part(root, 'live-badge').hidden = state.state !== 'connected' || isAway();
  showRecordingSign(root, player?.recording ?? { state: 'off' }, null);
  part(root, 'unmute').hidden = !screen.silenced || !screen.hasPicture;
  const silent = screen.muted || screen.silenced;
  bar.show('mute', { label: silent ? 'Sound on' : 'Sound off', icon: silent ? 'speaker-off' : 'speaker' });
  bar.show('menu', { label: 'Quality and view', pressed: openPanel() === 'menu' });
  bar.show('stats', { label: 'Statistics', pressed: openPanel() === 'stats' });
  bar.show('copy', { label: 'Copy the link' });
  const full = document.fullscreenElement !== null;
  bar.show('fullscreen', { label: full ? 'Leave full screen' : 'Full screen', icon: full ? 'shrink' : 'expand' });
  bar.show('pip', { label: 'Picture in picture' });
  if (!document.fullscreenEnabled) {
    bar.hide('fullscreen');
  }
  if (!document.pictureInPictureEnabled) {
    bar.hide('pip');
  }
}

/** Whether nobody publishes what is watched. */
function isAway() {
  return player?.active === false || silentIntervals >= SILENT_INTERVALS;
}

function showMessage() {
  const away = state.state === 'connected' && isAway();
  const words = away ? AWAY : (wordsForState(state, navigator.onLine) ?? (screen.hasPicture ? null : NO_PICTURE));
  const message = part(root, 'message');
  root.dataset.dimmed = String(words !== null);
  message.hidden = words === null;
  if (words) {
    part(message, 'message-title').textContent = words.title;
    part(message, 'message-text').textContent = words.text;
    part(message, 'message-spinner').hidden = words.icon !== '';
    const icon = part(message, 'message-icon');
    icon.hidden = words.icon === '';
    setIcon(icon, words.icon || 'alert');
    part(message, 'token-form').hidden = !words.askToken;
    part(message, 'retry').hidden = !words.retry;
  }
}
