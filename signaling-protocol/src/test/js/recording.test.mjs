import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Room } from '../../main/resources/sluice-client/sluice.js';
import { FakePeerConnection, install, next, record, refusal, settle } from './fakes.mjs';

const URL = 'https://sluice.example/api/ws';

let server;
let room;

beforeEach(() => {
  server = install();
});

afterEach(() => room?.leave());

async function connect() {
  room = await Room.connect(URL, { room: 'daily' });
  FakePeerConnection.all.at(-1).turn('connected');
  await settle();
  return room;
}

test('knows from the start what is going on, and tells it as no event', async () => {
  server.recording = { state: 'recording', since: 1700000000000, by: 'bob' };
  server.mayRecord = true;
  room = await Room.connect(URL, { room: 'daily' });
  const seen = record(room, 'recordingChanged');
  await settle();
  assert.deepEqual(room.recording, { state: 'recording', since: 1700000000000, by: 'bob', reason: null });
  assert.equal(room.mayRecord, true);
  assert.deepEqual(seen, []);
});

test('takes a server that says nothing of recordings for one that makes none', async () => {
  server.recording = undefined;
  server.mayRecord = undefined;
  await connect();
  assert.deepEqual(room.recording, { state: 'off', since: null, by: null, reason: null });
  assert.equal(room.mayRecord, false);
});

test('tells what becomes of the recording', async () => {
  await connect();
  const seen = record(room, 'recordingChanged');
  server.tell({ type: 'recording', recording: { state: 'recording', since: 1, by: 'me' } });
  server.tell({ type: 'recording', recording: { state: 'recording', since: 1, by: 'me' } });
  server.tell({ type: 'recording', recording: { state: 'paused', since: 1, by: 'bob' } });
  server.tell({ type: 'recording', recording: { state: 'off', since: 2, reason: 'disk_full' } });
  await settle();
  assert.deepEqual(
    seen.map(([, { recording }]) => [recording.state, recording.by, recording.reason]),
    [
      ['recording', 'me', null],
      ['paused', 'bob', null],
      ['off', null, 'disk_full'],
    ],
  );
  assert.equal(room.recording.since, 2);
});

test('orders by messages, with the mode that is wanted', async () => {
  await connect();
  await room.startRecording({ mode: 'track' });
  await room.pauseRecording();
  await room.resumeRecording();
  await room.stopRecording();
  assert.deepEqual(
    server.sent('record').map(({ action, mode }) => [action, mode]),
    [
      ['start', 'track'],
      ['pause', undefined],
      ['resume', undefined],
      ['stop', undefined],
    ],
  );
});

test('passes on why it is refused', async () => {
  await connect();
  server.overrides.record = (message, socket) => socket.deliver(refusal(message, 'forbidden'));
  await assert.rejects(room.startRecording(), { code: 'forbidden' });
});

test('hears after a reconnection what it missed', async () => {
  await connect();
  const changed = next(room, 'recordingChanged');
  server.recording = { state: 'recording', since: 5, by: 'automatic' };
  server.socket.fall();
  const { recording } = await changed;
  assert.equal(recording.by, 'automatic');
});
