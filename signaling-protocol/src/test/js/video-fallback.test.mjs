/** When a call does without video, in virtual time; and what a room then does. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Room } from '../../main/resources/sluice-client/sluice.js';
import { VideoFallback, receiveVerdict, sendVerdict } from '../../main/resources/sluice-client/video-fallback.js';
import { FakePeerConnection, FakeTrack, install, next, record, settle } from './fakes.mjs';

/** Looks once a second; notes when the level changed, in s. */
class Story {
  now = 0;
  changes = [];

  constructor(levels = 1) {
    this.fallback = new VideoFallback({ levels, random: () => 0.5 });
  }

  for(seconds, verdict) {
    for (const end = this.now + seconds * 1000; this.now < end; this.now += 1000) {
      const now = typeof verdict === 'function' ? verdict(this.fallback) : verdict;
      if (this.fallback.look(this.now, now)) {
        this.changes.push([this.now / 1000, this.fallback.level]);
      }
    }
    return this;
  }
}

test('goes without video after some bad seconds, not after one', () => {
  const story = new Story();
  story.for(30, 'good').for(3, 'bad').for(30, 'good').for(4, 'bad');
  assert.deepEqual(story.changes, []);
  story.for(60, 'good').for(10, 'bad');
  assert.deepEqual(story.changes, [[131, 1]]);
});

test('a network that is bad every other second is bad, too', () => {
  const story = new Story();
  for (let turn = 0; turn < 20; turn++) {
    story.for(1, 'bad').for(1, 'good');
  }
  assert.equal(story.changes.length, 1);
});

test('tries again after pauses that double, up to four minutes', () => {
  const story = new Story();
  const thin = (fallback) => (fallback.paused ? 'unknown' : 'bad');
  story.for(1200, thin);
  const ups = story.changes.filter(([, level]) => level === 0).map(([second]) => second);
  const downs = story.changes.filter(([, level]) => level === 1).map(([second]) => second);
  assert.deepEqual(
    ups.map((second, index) => second - downs[index]),
    [15, 30, 60, 120, 240, 240, 240],
  );
  // each attempt that fails costs the others ten seconds at most
  for (const [index, second] of ups.slice(0, -1).entries()) {
    assert.ok(downs[index + 1] - second <= 10);
  }
});

test('what holds is kept, and the next pause is a short one again', () => {
  const story = new Story();
  const thin = (fallback) => (fallback.paused ? 'unknown' : 'bad');
  story.for(100, thin).for(200, 'good');
  assert.equal(story.fallback.level, 0);
  const before = story.changes.length;
  story.for(30, thin);
  const [down, up] = story.changes.slice(before);
  assert.equal(up[0] - down[0], 15);
});

test('goes down step by step, and up again only as far as fits', () => {
  const story = new Story(2);
  const smallestFits = (fallback) => (fallback.level === 0 ? 'bad' : 'good');
  story.for(200, smallestFits);
  assert.ok(story.changes.every(([, level]) => level < 2), JSON.stringify(story.changes));
  const nothingFits = (fallback) => (fallback.level < 2 ? 'bad' : 'unknown');
  const other = new Story(2).for(20, nothingFits);
  assert.deepEqual(
    other.changes.map(([, level]) => level),
    [1, 2],
  );
});

test('somebody who wants video back gets it at once', () => {
  const story = new Story(2).for(20, (fallback) => (fallback.level < 2 ? 'bad' : 'unknown'));
  assert.equal(story.fallback.paused, true);
  assert.equal(story.fallback.resume(story.now), true);
  assert.equal(story.fallback.level, 0);
  assert.equal(story.fallback.resume(story.now), false);
  story.for(60, 'good');
  assert.equal(story.fallback.level, 0);
});

test('a new connection is not judged by the former, and what was decided holds', () => {
  const story = new Story().for(4, 'bad');
  story.fallback.reconnected(story.now);
  story.for(4, 'bad');
  assert.deepEqual(story.changes, []);
  story.for(10, 'bad');
  assert.equal(story.fallback.paused, true);
  story.fallback.reconnected(story.now);
  assert.equal(story.fallback.paused, true);
});

test('a line that broke while video did not fit comes back without it, another one as it was', () => {
  const story = new Story(2).for(3, 'awful');
  assert.equal(story.fallback.level, 0);
  assert.equal(story.fallback.broken(story.now), true);
  assert.equal(story.fallback.paused, true);
  assert.equal(story.fallback.broken(story.now), false);
  const calm = new Story(2).for(30, 'good');
  assert.equal(calm.fallback.broken(calm.now), false);
  assert.equal(calm.fallback.level, 0);
});

test('a page that slept is not punished for the time it slept', () => {
  const story = new Story().for(2, 'good');
  story.now += 3_600_000;
  story.for(2, 'bad');
  assert.deepEqual(story.changes, []);
});

const sent = (loss) => ({ direction: 'send', kind: 'video', loss, bitrateBps: 1 });
const received = (bitrateBps, loss, framesPerSecond = 15) => ({
  direction: 'receive',
  kind: 'video',
  bitrateBps,
  loss,
  framesPerSecond,
});

test('sending is judged by the estimate, where there is none by loss', () => {
  const verdict = (availableSendBitrateBps, ...tracks) => sendVerdict({ availableSendBitrateBps, tracks });
  assert.equal(verdict(60_000, sent(0)), 'awful');
  assert.equal(verdict(95_000, sent(0)), 'bad');
  assert.equal(verdict(120_000, sent(0)), 'unknown');
  assert.equal(verdict(800_000, sent(0.02)), 'good');
  assert.equal(verdict(800_000, sent(0.5)), 'bad');
  assert.equal(verdict(null, sent(0.01)), 'good');
  assert.equal(verdict(null, sent(0.4)), 'bad');
  assert.equal(verdict(30_000), 'unknown');
  assert.equal(verdict(30_000, received(1000, 0)), 'unknown');
});

/** After how many seconds video is no longer sent, when Chromium estimates so many kbit/s, one a second. */
function givesUpAfter(estimates, loss = 0) {
  const fallback = new VideoFallback({ levels: 1, random: () => 0.5 });
  const look = (kbps, second) => fallback.look(second * 1000, sendVerdict({ availableSendBitrateBps: kbps * 1000, tracks: [sent(loss)] }));
  const calm = Array.from({ length: 10 }, (_, second) => second - 10);
  calm.forEach((second) => look(1250, second));
  const index = estimates.findIndex((kbps, second) => look(kbps, second + 1));
  return index < 0 ? null : index + 1;
}

test('what Chromium estimated on a line of 60 kbit/s ends video within eight seconds', () => {
  // recorded by AudioOnlyTest's network
  assert.equal(givesUpAfter([635, 280, 200, 158, 82, 82, 82, 82, 82, 82]), 7);
});

test('an outage of two seconds, five per cent of loss and a dip of the estimate do not', () => {
  assert.equal(givesUpAfter([1250, 1250, 85, 85, 140, 300, 600, 900, 1250]), null);
  assert.equal(givesUpAfter(Array(60).fill(1325), 0.05), null);
  assert.equal(givesUpAfter([635, 280, 200, 158, 95, 95, 130, 160, 300, 300, 300]), null);
});

test('receiving is judged by what is lost of all video, and by the queue', () => {
  const verdict = (roundTripMillis, ...tracks) => receiveVerdict({ roundTripMillis, tracks });
  assert.equal(verdict(40, received(500_000, 0.01)), 'good');
  assert.equal(verdict(40, received(60_000, 0.4)), 'bad');
  assert.equal(verdict(40, received(60_000, 0.8)), 'awful');
  assert.equal(verdict(40, received(2_000_000, 0), received(10_000, 0.5)), 'good');
  assert.equal(verdict(40, received(0, 1)), 'awful');
  assert.equal(verdict(3_000, received(60_000, 0)), 'bad');
  assert.equal(verdict(null, received(60_000, 0.2)), 'unknown');
  assert.equal(verdict(40, received(60_000, 0.15, null)), 'bad');
  // nobody sends: there is nothing to judge
  assert.equal(verdict(40, received(0, 0)), 'unknown');
  // a slow computer, or a publisher that stands still, is not the network
  assert.equal(verdict(40, received(500_000, 0, 0)), 'good');
});

let room;

afterEach(() => room?.leave());

async function join() {
  const server = install();
  server.participants = [
    {
      id: 'bob',
      name: 'Bob',
      metadata: {},
      connected: true,
      tracks: [{ id: 'TR_bob', participant: 'bob', mid: 'x', kind: 'video', source: 'camera', muted: false }],
    },
  ];
  room = await Room.connect('ws://sluice.example/api/ws', { room: 'daily' });
  FakePeerConnection.all.at(-1).turn('connected');
  await settle();
  return server;
}

/** A second of a connection whose video does not fit. */
function thinLine(seconds) {
  const connection = FakePeerConnection.all.at(-1);
  const camera = room.publications.find(({ kind }) => kind === 'video');
  return new Map(
    [
      { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
      { id: 'P', type: 'candidate-pair', currentRoundTripTime: 0.05, availableOutgoingBitrate: 40_000 },
      { id: 'O', type: 'outbound-rtp', mid: camera.section.mid, bytesSent: seconds * 900, timestamp: seconds * 1000 },
      {
        id: 'I',
        type: 'inbound-rtp',
        mid: room.subscriptions.size > 0 ? connection.receiving : 'none',
        bytesReceived: seconds * 6000,
        packetsReceived: seconds * 5,
        packetsLost: seconds * 10,
        timestamp: seconds * 1000,
      },
    ].map((entry) => [entry.id, entry]),
  );
}

test('a room on a thin line goes on with sound alone, tells the others, and comes back', async (t) => {
  const server = await join();
  const camera = await room.publish(new FakeTrack('video'));
  const microphone = await room.publish(new FakeTrack('audio'));
  const slot = server.slots.find(({ kind }) => kind === 'video');
  server.tell({ type: 'slots', slots: [{ ...slot, track: 'TR_bob' }] });
  await settle();
  const connection = FakePeerConnection.all.at(-1);
  connection.receiving = slot.mid;
  let seconds = 0;
  connection.getStats = async () => thinLine(++seconds);
  const seen = record(room, 'videoPaused', 'videoResumed');
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  t.mock.timers.enable({ apis: ['setInterval'] });
  room.audioFallback = true;
  for (let second = 0; second < 16; second++) {
    now += 1000;
    t.mock.timers.tick(1000);
    await settle();
  }
  assert.deepEqual(seen, [
    ['videoPaused', { direction: 'send', reason: 'network' }],
    ['videoPaused', { direction: 'receive', reason: 'network' }],
  ]);
  assert.deepEqual(room.videoPaused, { send: true, receive: true });
  assert.deepEqual([camera.paused, camera.muted, microphone.paused], [true, false, false]);
  assert.equal(camera.section.transceiver.sender.track, null);
  assert.ok(microphone.section.transceiver.sender.track);
  assert.deepEqual(
    server.sent('mute').map(({ track, muted }) => [track, muted]),
    [[camera.trackId, true]],
  );
  const hints = server.sent('layer_hint').map(({ maxWidth, maxHeight }) => [maxWidth, maxHeight]);
  assert.deepEqual(hints, [
    [160, 90],
    [0, 0],
  ]);
  room.audioFallback = false;
  t.mock.timers.reset();
  await settle();
  assert.deepEqual(
    seen.slice(2).map(([type, { direction }]) => [type, direction]),
    [
      ['videoResumed', 'send'],
      ['videoResumed', 'receive'],
    ],
  );
  assert.equal(camera.section.transceiver.sender.track, camera.track);
  assert.equal(server.sent('mute').at(-1).muted, false);
  assert.equal(server.sent('layer_hint').at(-1).maxWidth, 16384);
});

test('a camera that is muted while there is no video stays muted when there is again', async (t) => {
  const server = await join();
  const camera = await room.publish(new FakeTrack('video'));
  FakePeerConnection.all.at(-1).getStats = async () => thinLine(1);
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  t.mock.timers.enable({ apis: ['setInterval'] });
  room.audioFallback = true;
  while (!room.videoPaused.send) {
    now += 1000;
    t.mock.timers.tick(1000);
    await settle();
  }
  await room.setMuted(camera, true);
  room.resumeVideo();
  t.mock.timers.reset();
  await settle();
  assert.deepEqual([camera.paused, camera.muted, camera.track.enabled], [false, true, false]);
  assert.deepEqual(
    server.sent('mute').map(({ muted }) => muted),
    [true],
  );
});

test('a room that is left does not look at its network any more', async () => {
  await join();
  const closed = next(room, 'closed');
  room.audioFallback = true;
  room.leave();
  await closed;
  assert.equal(room.audioFallback, false);
  room.audioFallback = true;
  assert.equal(room.audioFallback, false);
});
