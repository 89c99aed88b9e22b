import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Room } from '../../main/resources/sluice-client/sluice.js';
import { FakePeerConnection, FakeTrack, install, record, settle } from './fakes.mjs';

const URL = 'https://sluice.example/api/ws';

let server;
let room;

beforeEach(() => {
  server = install();
});

afterEach(() => room?.leave());

async function connect(options) {
  room = await Room.connect(URL, { room: 'daily', ...options });
  FakePeerConnection.all.at(-1).turn('connected');
  await settle();
  return room;
}

test('takes a server that says nothing of permissions for one that allows everything', async () => {
  await connect();
  assert.deepEqual(room.permissions.publish, ['audio', 'video', 'screen', 'data']);
  assert.equal(room.permissions.subscribe, true);
  assert.equal(room.permissions.hidden, false);
});

test('shows another token, and tells what that allows', async () => {
  await connect();
  const seen = record(room, 'permissionsChanged');
  await room.refreshToken('another');
  assert.deepEqual(
    server.sent('refresh_token').map(({ token }) => token),
    ['another'],
  );
  server.tell({
    type: 'permissions',
    permissions: { publish: ['audio'], subscribe: true, hidden: false, record: true },
  });
  await settle();
  assert.equal(seen.length, 1);
  assert.deepEqual(room.permissions.publish, ['audio']);
  assert.equal(room.mayRecord, true);
});

test('fetches the next token where there is a function for it', async () => {
  const tokens = ['first', 'second'];
  await connect({ token: () => tokens.shift() });
  const seen = record(room, 'tokenExpiring');
  server.tell({ type: 'token_expiring', seconds: 60 });
  await settle();
  await settle();
  assert.deepEqual(seen.map(([, { seconds }]) => seconds), [60]);
  assert.deepEqual(
    server.sent('refresh_token').map(({ token }) => token),
    ['second'],
  );
});

test('cannot unmute what an operator muted, and stays muted when it may', async () => {
  await connect();
  const publication = await room.publish(new FakeTrack('audio'));
  const told = (muted, mutedByOperator) =>
    server.tell({ type: 'track_updated', track: { ...server.tracks[0], muted, mutedByOperator } });
  told(true, true);
  await settle();
  assert.equal(publication.mutedByOperator, true);
  assert.equal(publication.track.enabled, false);
  await assert.rejects(room.setMuted(publication, false), { code: 'forbidden' });
  assert.deepEqual(server.sent('mute'), []);
  told(false, false);
  await settle();
  assert.equal(publication.muted, true);
  assert.deepEqual(
    server.sent('mute').map(({ muted }) => muted),
    [true],
  );
  await room.setMuted(publication, false);
  assert.equal(publication.track.enabled, true);
});

test('gives up what another token does not allow any more', async () => {
  await connect();
  await room.publish(new FakeTrack('audio'));
  await room.publish(new FakeTrack('video'));
  server.tell({
    type: 'permissions',
    permissions: { publish: ['audio'], subscribe: true, hidden: false, record: false },
  });
  await settle();
  assert.deepEqual(
    room.publications.map(({ kind }) => kind),
    ['audio'],
  );
});
