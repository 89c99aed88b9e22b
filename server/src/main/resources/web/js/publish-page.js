// @ts-check
import { WhipPublisher } from '../client/wish.js';
import { Broadcast } from './broadcast.js';
import { wordsForStreamLost } from './connection-words.js';
import { copy } from './copy.js';
import { DeviceChoice } from './device-choice.js';
import { part } from './dom.js';
import { duration } from './format.js';
import { drawIcons } from './icons.js';
import { publishLink, readPublishParameters, watchLink, whipUrl } from './links.js';
import { LocalMedia } from './local-media.js';
import { Notices } from './notices.js';
import { loadPreferences, takeToken } from './preferences.js';
import { Preview } from './preview.js';
import { PublishForm } from './publish-form.js';
import { PublishGuide } from './publish-guide.js';
import { PublishSettings } from './publish-settings.js';
import { wordsForRefusal, wordsForStream } from './publish-words.js';
import { RecordingPoll } from './recording-poll.js';
import { showRecordingSign } from './recording-sign.js';
import { wordsForChange } from './recording-words.js';
import { canCaptureScreen } from './screen-capture.js';
import { Statistics } from './statistics.js';
import { StatusLine } from './status-line.js';

/** @typedef {import('../client/wish.js').StateDetail} StateDetail */

/** How long to wait for a server that is away, in ms: it may be restarted. */
const PATIENCE = 5 * 60_000;

const root = part(document, 'publish');
const preferences = loadPreferences();
const parameters = readPublishParameters(location.search);
takeToken();

const notices = new Notices();
const media = new LocalMedia(preferences);
const broadcast = new Broadcast(media);
const preview = new Preview(root, media);
const form = new PublishForm(root, { ...parameters, name: parameters.name || preferences.name });
const settings = new PublishSettings(
  root,
  media,
  preferences,
  'RTCPeerConnection' in window ? WhipPublisher.codecs('video') : [],
);
const guide = new PublishGuide(part(root, 'guide'), notices);
const statistics = new Statistics(
  part(root, 'monitor'),
  {
    read: () => broadcast.stats(),
    describe: ({ kind }) => ({ who: kind === 'video' ? 'Picture' : 'Sound', what: '' }),
    figures: ['roundTrip', 'send', 'loss'],
  },
  new AbortController().signal,
);
const recording = new RecordingPoll((state, before) => {
  showRecordingSign(root, { state }, null);
  notices.tell(wordsForChange({ state }, before, null));
});
const announce = (/** @type {string} */ text) => notices.announce(text);
/** Before the stream, and during it. */
const joinStatus = new StatusLine(root, 'join-status', announce);
const liveStatus = new StatusLine(root, 'live-status', announce);
let startedAt = 0;
let timer = 0;

/** For tests and for the curious: `sluice.publisher` in the console is what publishes. */
Reflect.set(window, 'sluice', {
  get publisher() {
    return broadcast.publisher;
  },
});

drawIcons(document);
new DeviceChoice(part(root, 'publish-devices'), media, null);
listen();
show();
start();

async function start() {
  if (!('RTCPeerConnection' in window)) {
    form.refuse('This browser cannot publish. An up-to-date Chrome, Edge, Firefox or Safari works.');
    part(root, 'go-live', HTMLButtonElement).disabled = true;
    return;
  }
  await media.open({ audio: preferences.microphone, video: preferences.camera });
}

function listen() {
  media.addEventListener('change', show);
  broadcast.addEventListener('screen', show);
  broadcast.addEventListener('state', (event) => changed(/** @type {CustomEvent<StateDetail>} */ (event).detail));
  form.addEventListener('change', show);
  form.addEventListener('submit', goLive);
  part(root, 'preview-screen').addEventListener('click', toggleScreen);
  part(root, 'join-cancel').addEventListener('click', () => broadcast.stop());
  part(root, 'stop').addEventListener('click', () => broadcast.stop());
  const link = part(root, 'watch-link', HTMLInputElement);
  link.addEventListener('focus', () => link.select());
  part(root, 'watch-copy').addEventListener('click', () => copy(link.value, 'Link copied', notices));
}

async function goLive() {
  const { room, participant, name, token } = form.stream;
  if (!broadcast.ready) {
    form.refuse('Switch on your camera or microphone, or share your screen.');
    return;
  }
  form.busy(true);
  try {
    await broadcast.start({
      url: whipUrl(document.baseURI, { room, participant, name }),
      token: token || undefined,
      video: settings.video,
      audio: settings.audio,
      connectTimeout: PATIENCE,
      reconnectTimeout: PATIENCE,
      // the page's policy lets it go to this server's own nodes only
      allowMoveTo: () => true,
    });
    history.replaceState(null, '', publishLink(document.baseURI, { room, participant }));
  } catch (error) {
    console.info(`not published: ${error instanceof Error ? error.message : error}`);
  } finally {
    form.busy(false);
  }
}

/** @param {StateDetail} detail */
function changed(detail) {
  const { state, code, message } = detail;
  root.dataset.state = state;
  const waits = state === 'reconnecting' || state === 'waiting';
  const began = !part(root, 'live-panel').hidden;
  if (state === 'connected' || (waits && began)) {
    showStream(state);
  }
  joinStatus.show(waits && !began ? statusFor(detail) : null);
  liveStatus.show(waits && began ? statusFor(detail) : null);
  if (state === 'closed') {
    closed(code ?? '', message ?? '');
  }
  part(root, 'on-air').hidden = state !== 'connected';
}

/** @param {StateDetail} detail @returns {import('./status-line.js').Status} */
function statusFor({ code, retryMillis }) {
  return {
    text: wordsForStreamLost(code ?? '', navigator.onLine),
    busy: true,
    nextInMs: retryMillis ?? 0,
    onAction: () => broadcast.tryNow(),
  };
}

/** @param {StateDetail['state']} state */
function showStream(state) {
  const { title, text } = wordsForStream(state);
  const first = part(root, 'live-panel').hidden;
  if (!first && state === 'connected') {
    notices.announce('You are live again');
  }
  part(root, 'live-title').textContent = title;
  part(root, 'live-text').textContent = text;
  if (first) {
    // the same elements serve before and during the stream
    part(root, 'live-devices').append(part(root, 'device-details'));
    switchTo('live-panel');
    startedAt = Date.now();
    timer = window.setInterval(tick, 1000);
    tick();
    notices.announce(title);
    const { room, token } = form.stream;
    recording.start(new URL(`../api/rooms/${encodeURIComponent(room)}`, document.baseURI), token);
    part(root, 'live-title').focus();
  }
}

/** @param {string} code @param {string} message */
function closed(code, message) {
  clearInterval(timer);
  recording.stop();
  showRecordingSign(root, { state: 'off' }, null);
  switchTo('publish-form');
  part(root, 'publish-form').querySelector('[data-testid=token-field]')?.after(part(root, 'device-details'));
  if (code === 'stopped') {
    notices.tell('You are off the air');
  } else {
    form.refuse(wordsForRefusal(code, message), { askToken: code === 'unauthorized' });
  }
}

/** @param {'publish-form' | 'live-panel'} panel */
function switchTo(panel) {
  const onAir = panel === 'live-panel';
  part(root, 'publish-form').hidden = onAir;
  part(root, 'live-panel').hidden = !onAir;
  part(root, 'monitor').hidden = !onAir;
  statistics.setOpen(onAir);
}

function tick() {
  part(root, 'on-air-time').textContent = duration(Date.now() - startedAt);
}

async function toggleScreen() {
  if (broadcast.screenTrack) {
    broadcast.stopSharing();
    return;
  }
  try {
    await broadcast.shareScreen();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') {
      notices.tell('The screen cannot be shared here');
    }
  }
}

function show() {
  const stream = form.stream;
  preview.show(stream.name, broadcast.screenTrack);
  const screen = part(root, 'preview-screen', HTMLButtonElement);
  const sharing = broadcast.screenTrack !== null;
  screen.hidden = !canCaptureScreen();
  screen.title = sharing ? 'Stop sharing the screen' : 'Share the screen in place of the camera';
  screen.setAttribute('aria-label', screen.title);
  screen.setAttribute('aria-pressed', String(sharing));
  screen.classList.toggle('round--active', sharing);
  guide.show(stream);
  const { missing } = preview;
  part(root, 'publish-hint').textContent = missing && broadcast.ready ? `Without ${missing}.` : '';
  const link = watchLink(document.baseURI, { room: stream.room, participant: stream.participant });
  part(root, 'watch-link', HTMLInputElement).value = link;
  part(root, 'watch-open', HTMLAnchorElement).href = link;
}
