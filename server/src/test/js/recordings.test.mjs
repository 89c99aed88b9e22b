import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, localTime } from '../../main/resources/web/js/format.js';
import { nextSound, piecesAt, timelineOf } from '../../main/resources/web/js/timeline.js';
import {
  inSentence,
  whoRecords,
  wordsForArrival,
  wordsForChange,
  wordsForOrderRefused,
  wordsForSign,
  wordsForTooltip,
} from '../../main/resources/web/js/recording-words.js';
import {
  isWhole,
  placeOf,
  wordsForDeletionRefused,
  wordsForEnding,
  wordsForGaps,
  wordsForPeople,
  wordsForPlace,
  wordsForRefusal,
  wordsForStarter,
  wordsForTrack,
} from '../../main/resources/web/js/recordings-words.js';

const recording = (state, by = null, reason = null) => ({ state, by, reason });
const names = (id) => ({ anna: 'Anna', me: 'You' })[id] ?? null;

test('tells who began, paused, went on with and stopped a recording', () => {
  assert.equal(wordsForChange(recording('recording'), 'off', 'Anna'), 'Anna began to record');
  assert.equal(wordsForChange(recording('paused'), 'recording', 'You'), 'You paused the recording');
  assert.equal(wordsForChange(recording('recording'), 'paused', 'Anna'), 'Anna went on with the recording');
  assert.equal(wordsForChange(recording('off', 'anna', 'requested'), 'paused', 'Anna'), 'Anna stopped the recording');
  assert.equal(wordsForChange(recording('recording'), 'off', null), 'This room is being recorded now');
  assert.equal(wordsForChange(recording('recording', 'ben'), 'recording', 'Ben'), '');
});

test('tells why a recording ended by itself', () => {
  const ended = (reason) => wordsForChange(recording('off', null, reason), 'recording', null);
  assert.equal(ended('disk_full'), 'The recording ended: the disk of the server is full');
  assert.equal(ended('room_ended'), 'The recording ended: nobody publishes any more');
  assert.notEqual(ended('shutdown'), ended('fault'));
  assert.equal(ended('a reason to come'), 'The recording ended');
  assert.equal(ended('constructor'), 'The recording ended');
});

test('tells those who come, and says nothing when nothing is recorded', () => {
  assert.equal(wordsForArrival('off'), '');
  assert.match(wordsForArrival('recording'), /being recorded/);
  assert.match(wordsForArrival('paused'), /paused/);
  assert.equal(wordsForSign('paused'), 'Recording paused');
});

test('names who records', () => {
  assert.equal(whoRecords('anna', names), 'Anna');
  assert.equal(whoRecords('api', names), 'The operator');
  assert.equal(whoRecords('gone', names), 'Somebody who left');
  assert.equal(whoRecords('automatic', names), null);
  assert.equal(whoRecords(null, names), null);
  assert.equal(wordsForTooltip(recording('recording', 'api'), inSentence('The operator')), 'Recorded by the operator');
  assert.equal(wordsForTooltip(recording('paused', 'me'), inSentence('You')), 'Paused by you');
  assert.equal(wordsForTooltip(recording('recording', 'x'), inSentence('Theo Young')), 'Recorded by Theo Young');
  assert.match(wordsForTooltip(recording('recording', 'automatic'), null), /every room/);
  assert.equal(wordsForTooltip(recording('off'), null), '');
});

test('says why an order was refused', () => {
  const codes = 'forbidden recording_unavailable not_recording too_many_requests connection_lost timeout';
  assert.equal(new Set(codes.split(' ').map((code) => wordsForOrderRefused(code, ''))).size, 6);
  assert.match(wordsForOrderRefused('new', 'out of luck'), /out of luck/);
});

const file = (offsetMillis, durationMillis, more = {}) => ({ offsetMillis, durationMillis, ...more });

test('places the files of a recording in time, the earliest at 0', () => {
  const { pieces, length } = timelineOf([file(5000, 1000), file(-500, 2000), file(1000, 9000)]);
  assert.deepEqual(
    pieces.map(({ start, end }) => [start, end]),
    [
      [0, 2],
      [1.5, 10.5],
      [5.5, 6.5],
    ],
  );
  assert.equal(length, 10.5);
  assert.deepEqual(timelineOf([]), { pieces: [], length: 0 });
});

test('plays what is there at a moment, bounded, and passes over what nobody recorded', () => {
  const { pieces } = timelineOf([file(0, 2000), file(1000, 2000), file(60_000, 1000)]);
  const starts = (position, most, lead) => piecesAt(pieces, position, { most, lead }).map(({ start }) => start);
  assert.deepEqual(starts(0.5, 9), [0]);
  assert.deepEqual(starts(1.5, 9), [0, 1]);
  assert.deepEqual(starts(1.5, 1), [0]);
  assert.deepEqual(starts(2, 9), [1]);
  assert.deepEqual(starts(0.5, 9, 1), [0, 1], 'what begins soon');
  assert.equal(nextSound(pieces, 2.5), 2.5);
  assert.equal(nextSound(pieces, 3), 60);
  assert.equal(nextSound(pieces, 61), 61);
});

test('describes recordings and what became of them', () => {
  assert.equal(
    wordsForPeople([
      { id: 'a', name: 'Anna' },
      { id: 'b', name: '' },
    ]),
    'Anna, b',
  );
  assert.equal(
    wordsForPeople([
      { id: 'a', name: 'Anna' },
      { id: 'a2', name: 'Anna' },
    ]),
    'Anna',
  );
  assert.equal(wordsForPeople('abcdef'.split('').map((id) => ({ id, name: id }))), 'a, b, c and 3 more');
  assert.equal(wordsForPeople([]), 'Nobody yet');
  assert.equal(wordsForStarter('automatic', []), 'Recorded automatically');
  assert.equal(wordsForStarter('a', [{ id: 'a', name: 'Anna' }]), 'Started by Anna');
  assert.equal(wordsForStarter('a', []), 'Started by a');
  assert.match(wordsForEnding({ state: 'interrupted' }), /went down/);
  assert.match(wordsForEnding({ state: 'finished', stopReason: 'disk_full' }), /disk of the server was full/);
  assert.equal(wordsForEnding({ state: 'recording' }), '');
});

test('says where files are', () => {
  const place = (state, local, remote) => wordsForPlace({ state, local, remote });
  assert.equal(place('finished', true, false), '');
  assert.equal(place('finished', false, true), 'In the store');
  assert.equal(place('recording', true, true), 'Uploading');
  const whole = (local, remote) => file(0, 1, { state: 'finished', local, remote });
  assert.equal(placeOf([whole(true, true), whole(true, false)]), 'Uploading: 1 of 2 files are in the store');
  assert.equal(placeOf([whole(false, true), whole(false, true)]), 'In the store');
  assert.equal(placeOf([whole(true, false), file(0, 0, { state: 'writing', local: true })]), '');
  assert.ok(!isWhole({ state: 'writing' }) && !isWhole({ state: 'damaged' }) && isWhole({ state: 'recovered' }));
});

test('describes tracks and what is missing in them', () => {
  const track = { source: 'camera', codec: 'h264', width: 640, height: 360, gaps: [] };
  assert.equal(wordsForTrack(track), 'camera · H.264 · 640×360');
  assert.equal(
    wordsForTrack({ source: 'microphone', codec: 'opus', channels: 2, gaps: [] }),
    'microphone · Opus · stereo',
  );
  assert.equal(wordsForGaps(track), '');
  const gap = (reason, durationMillis) => ({ reason, durationMillis, offsetMillis: 0 });
  assert.equal(
    wordsForGaps({ gaps: [gap('loss', 100), gap('muted', 2000), gap('loss', 150)], gapsLeftOut: 7 }),
    '2 × lost on the way (0.3 s), muted (2.0 s), 7 more',
  );
});

test('asks for a token when one is missing, and says what a refused deletion means', () => {
  assert.ok(wordsForRefusal(401, '').askToken);
  assert.ok(wordsForRefusal(403, '').askToken);
  assert.ok(!wordsForRefusal(404, '').askToken);
  assert.match(wordsForRefusal(500, 'out of luck').text, /out of luck/);
  const deletions = [401, 404, 405, 409].map((status) => wordsForDeletionRefused(status, ''));
  assert.equal(new Set(deletions).size, 4);
});

test('writes sizes and times for people', () => {
  assert.deepEqual([0, 999, 1000, 12_345, 999_600, 1_000_000, 5.5e9, 1.2e15].map(bytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '12.3 kB',
    '1.0 MB',
    '1.0 MB',
    '5.5 GB',
    '1200 TB',
  ]);
  assert.match(localTime('2026-11-26T02:00:00.000Z'), /2026/);
  assert.equal(localTime('<b>'), '–');
});
