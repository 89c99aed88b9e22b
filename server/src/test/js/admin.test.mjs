import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  counted,
  timeSpan,
  wordsForCheck,
  wordsForFailure,
  wordsForMember,
  wordsForPeople,
  wordsForQuality,
  wordsForRefusal,
  wordsForServer,
  wordsForSlot,
  wordsForTrack,
  wordsForTrouble,
} from '../../main/resources/web/js/admin-words.js';

const member = (more) => ({
  id: 'p1',
  role: 'participant',
  protocol: 'ws',
  joined: '2026-11-26T05:00:00Z',
  signalingConnected: true,
  mediaConnected: true,
  ...more,
});

test('counts people, and viewers only when there are any', () => {
  assert.equal(wordsForPeople({ participants: 1, viewers: 0, tracks: 2 }), '1 participant · 2 tracks');
  assert.equal(wordsForPeople({ participants: 2, viewers: 1, tracks: 0 }), '2 participants · 1 viewer · 0 tracks');
  assert.equal(counted(1, 'loop'), '1 loop');
});

test('tells a length of time by its largest units', () => {
  assert.deepEqual(
    [-1, 0, 59, 60, 119, 3599, 3600, 3660, 86_399, 86_400, 90_000].map(timeSpan),
    ['0 s', '0 s', '59 s', '1 min', '1 min', '59 min', '1 h', '1 h 1 min', '23 h 59 min', '1 d', '1 d 1 h'],
  );
});

test('tells who somebody is and by which way', () => {
  const path = { protocol: 'udp', family: 'ipv4', local: 'global', remote: 'private' };
  const now = Date.parse('2026-11-26T05:02:00Z');
  assert.equal(
    wordsForMember(member({ path }), now),
    'p1 · Participant by WebSocket · here for 2 min · UDP, IPv4, private',
  );
  assert.equal(
    wordsForMember(member({ role: 'viewer', protocol: 'whep' }), now),
    'p1 · Viewer by WHEP · here for 2 min',
  );
});

test('tells what is wrong, and that viewers have no signaling by nature', () => {
  assert.equal(wordsForTrouble(member({})), '');
  assert.equal(wordsForTrouble(member({ mediaConnected: false })), 'No media');
  assert.equal(wordsForTrouble(member({ signalingConnected: false })), 'Signaling lost');
  assert.equal(wordsForTrouble(member({ signalingConnected: false, role: 'viewer' })), '');
  assert.equal(wordsForQuality(3), 'Good');
  assert.equal(wordsForQuality(9), 'Unknown');
});

test('tells the encodings of a track, and no label that a program made', () => {
  const encoding = { index: 0, bitrateBps: 500_000, active: true, lost: 0, recentLoss: 0.021, jitterMillis: 2 };
  const track = { kind: 'video', source: 'camera', codec: 'vp8', label: 'FaceTime', encodings: [] };
  assert.equal(
    wordsForTrack({
      ...track,
      encodings: [
        { ...encoding, rid: 'h', width: 1280, height: 720 },
        { ...encoding, rid: 'q', active: false, recentLoss: 0 },
      ],
    }),
    'VP8 · h 1280×720 500 kbit/s, q idle · 2.1 % lost · FaceTime',
  );
  assert.equal(wordsForTrack({ ...track, kind: 'audio', codec: 'opus', label: 'x'.repeat(60) }), 'OPUS · 0 kbit/s · 0.0 % lost');
});

test('tells what is in a slot and why', () => {
  const slot = { mid: '7', kind: 'video', pinned: false, packets: 0, recentLoss: 0, layers: [] };
  assert.equal(wordsForSlot({ ...slot, layer: { reason: 'no_track' } }, String), 'Picture 7 · empty');
  assert.equal(
    wordsForSlot(
      {
        ...slot,
        publisher: 'p2',
        pinned: true,
        packets: 5,
        layer: { reason: 'fits_size', current: 1 },
        layers: [
          { index: 0, bitrateBps: 1, active: true },
          { index: 1, width: 640, height: 360, bitrateBps: 1, active: true },
        ],
      },
      () => 'Ben',
    ),
    'Picture 7 · of Ben · 640×360 · fits the size it is shown in · pinned · 0.0 % lost',
  );
  assert.equal(wordsForSlot({ ...slot, layer: { reason: 'toString' } }, String), 'Picture 7 · toString');
});

test('tells how the server is', () => {
  assert.equal(
    wordsForServer({ version: '1.0', java: '25.0.1+8', uptimeSeconds: 61, disk: { freeBytes: 2e9, full: 0 } }),
    'Version 1.0 · Java 25.0.1 · up for 1 min · 2.0 GB free for recordings',
  );
  assert.equal(wordsForCheck({ name: 'drain', reason: 'draining: a new version' }), 'Draining: a new version');
  assert.equal(wordsForCheck({ name: 'media', reason: 'media loop 0 does not respond' }), 'media: media loop 0 does not respond');
});

test('asks for a token when there is none, or another when it is not good', () => {
  assert.equal(wordsForRefusal(401, '', false).title, 'Who are you?');
  assert.equal(wordsForRefusal(401, '', true).title, 'This token is not known here');
  assert.ok(wordsForRefusal(403, '', true).askToken);
  assert.ok(!wordsForRefusal(0, '', true).askToken);
  assert.match(wordsForRefusal(404, 'not found', true).text, /no admin API/);
});

test('says why an order was not carried out', () => {
  assert.equal(wordsForFailure(404, 'no such participant'), 'Not done: no such participant');
  assert.equal(wordsForFailure(404, 'not found'), 'It is not there any more');
  assert.equal(wordsForFailure(409, 'the server is going away'), 'Not done: the server is going away');
  assert.equal(wordsForFailure(403, 'forbidden'), 'This token may not do that');
});
