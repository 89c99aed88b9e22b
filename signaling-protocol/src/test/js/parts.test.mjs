import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff, Pause } from '../../main/resources/sluice-client/backoff.js';
import { midsOf } from '../../main/resources/sluice-client/peer-session.js';
import { SerialQueue } from '../../main/resources/sluice-client/serial-queue.js';
import { Signaling, socketUrl } from '../../main/resources/sluice-client/signaling.js';
import { StatsReader } from '../../main/resources/sluice-client/stats.js';
import { install, settle } from './fakes.mjs';

test('backoff doubles up to its longest, jittered over nearly all of each step', () => {
  const least = new Backoff({ first: 100, longest: 500, random: () => 0 });
  assert.deepEqual([1, 2, 3, 4, 5].map(() => least.next()), [10, 20, 40, 50, 50]);
  const most = new Backoff({ first: 100, longest: 500, random: () => 1 });
  assert.deepEqual([1, 2, 3, 4, 5].map(() => most.next()), [100, 200, 400, 500, 500]);
  most.reset();
  assert.equal(most.next(), 100);
});

test('a pause ends early when woken', async () => {
  const pause = new Pause();
  const waiting = pause.for(1_000_000);
  pause.wake();
  await waiting;
});

test('a queue runs tasks one by one and outlives failures', async () => {
  const queue = new SerialQueue();
  const order = [];
  const slow = queue.run(async () => {
    await settle();
    order.push('slow');
  });
  const bad = queue.run(() => {
    order.push('bad');
    throw new Error('bad');
  });
  const last = queue.run(() => order.push('last'));
  await slow;
  await assert.rejects(bad, /bad/);
  await last;
  assert.deepEqual(order, ['slow', 'bad', 'last']);
});

test('finds mids in any line ending', () => {
  assert.deepEqual(midsOf('m=audio\r\na=mid:0\r\nm=video\r\na=mid:cam 1\r\n'), ['0', 'cam 1']);
  assert.deepEqual(midsOf('m=audio\na=mid:a\na=group:BUNDLE a\n'), ['a']);
});

test('makes WebSocket addresses of what applications give', () => {
  assert.equal(socketUrl('https://a.example/api/ws', 'r'), 'wss://a.example/api/ws?room=r');
  assert.equal(socketUrl('http://a.example:8080/api/ws', 'r'), 'ws://a.example:8080/api/ws?room=r');
  assert.equal(socketUrl('/api/ws', 'r', 'https://a.example/web/meet.html'), 'wss://a.example/api/ws?room=r');
  assert.equal(socketUrl('wss://a.example/api/ws?room=other&x=1', 'r'), 'wss://a.example/api/ws?room=r&x=1');
});

test('a silent server is found out by the heartbeat', async (t) => {
  const server = install();
  const signaling = await Signaling.open('ws://a.example');
  signaling.close();
  server.overrides.ping = () => {};
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const opening = Signaling.open('ws://a.example');
  t.mock.timers.tick(1);
  const silent = await opening;
  let closed = 0;
  silent.onClose = () => closed++;
  const request = silent.request({ type: 'send' }, 60_000);
  t.mock.timers.tick(10_000);
  t.mock.timers.tick(8_000);
  t.mock.timers.reset();
  await assert.rejects(request, { code: 'connection_lost' });
  assert.equal(closed, 1);
  assert.equal(silent.closed, true);
});

test('unanswered requests time out', async (t) => {
  const server = install();
  server.overrides.send = () => {};
  const signaling = await Signaling.open('ws://a.example');
  await assert.rejects(signaling.request({ type: 'send' }, 10), { code: 'timeout' });
  signaling.close();
});

test('statistics are rates between two reports', () => {
  const reader = new StatsReader();
  const tracks = [
    { mid: '1', direction: 'send', track: {}, trackId: 'A', participant: 'me', kind: 'video', source: 'camera' },
    { mid: '6', direction: 'receive', track: {}, trackId: 'B', participant: 'bob', kind: 'video', source: 'camera' },
  ];
  const report = (seconds) =>
    new Map(
      [
        { id: 'codec', type: 'codec', mimeType: 'video/VP8' },
        { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
        { id: 'P', type: 'candidate-pair', currentRoundTripTime: 0.05, availableOutgoingBitrate: 2_000_000 },
        ...['q', 'f'].map((rid, index) => ({
          id: rid,
          type: 'outbound-rtp',
          mid: '1',
          rid,
          codecId: 'codec',
          remoteId: 'R',
          bytesSent: seconds * 1000 * (index + 1),
          timestamp: seconds * 1000,
          frameWidth: 320 * (index + 1),
          frameHeight: 180 * (index + 1),
        })),
        { id: 'R', type: 'remote-inbound-rtp', fractionLost: 0.25, roundTripTime: 0.04 },
        {
          id: 'I',
          type: 'inbound-rtp',
          mid: '6',
          bytesReceived: seconds * 5000,
          packetsReceived: seconds * 9,
          packetsLost: seconds,
          jitter: 0.002,
          timestamp: seconds * 1000,
        },
      ].map((entry) => [entry.id, entry]),
    );
  assert.equal(reader.read(report(1), tracks).tracks[0].bitrateBps, 0);
  const stats = reader.read(report(3), tracks);
  assert.equal(stats.roundTripMillis, 50);
  assert.equal(stats.sendBitrateBps, 24_000);
  const [sent, received] = stats.tracks;
  assert.equal(sent.bitrateBps, 24_000);
  assert.deepEqual(
    sent.encodings.map(({ rid, bitrateBps }) => [rid, bitrateBps]),
    [
      ['q', 8_000],
      ['f', 16_000],
    ],
  );
  assert.deepEqual([sent.loss, sent.roundTripMillis, sent.codec, sent.width], [0.25, 40, 'video/VP8', 640]);
  assert.deepEqual([received.bitrateBps, received.loss, received.jitterMillis], [40_000, 0.1, 2]);
});
