/** A server that drains, restarts, moves a room or cannot be reached, as an application sees it. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Roster } from '../../main/resources/sluice-client/roster.js';
import { Room } from '../../main/resources/sluice-client/sluice.js';
import { FakePeerConnection, FakeTrack, install, next, record, refusal, settle } from './fakes.mjs';

const URL = 'ws://sluice.example/api/ws';

let server;
let room;
let stopConnecting;

beforeEach((t) => {
  server = install();
  t.mock.method(Math, 'random', () => 0);
  const timer = setInterval(() => {
    const peer = FakePeerConnection.all.at(-1);
    if (peer?.connectionState === 'new') {
      peer.turn('connected');
    }
  }, 5);
  stopConnecting = () => clearInterval(timer);
});

afterEach(() => {
  room?.leave();
  room = undefined;
  stopConnecting();
});

async function join(options) {
  room = await Room.connect(URL, { room: 'daily', name: 'Me', ...options });
  await settle();
  return room;
}

const bob = (tracks = []) => ({ id: 'bob', name: 'Bob', metadata: {}, connected: true, tracks });
const camera = (id) => ({
  id,
  participant: 'bob',
  mid: 'x',
  kind: 'video',
  source: 'camera',
  codec: 'vp8',
  label: '',
  muted: false,
  simulcast: true,
});

function restart(more) {
  server.resumable = false;
  server.tell({ type: 'closed', code: 'server_shutdown', message: 'bye', reconnect: true, ...more });
}

test('a server that drains is told of while the call goes on', async () => {
  await join();
  const draining = next(room, 'draining');
  server.tell({ type: 'draining', deadlineSeconds: 30, moveTo: 'https://other.example' });
  assert.deepEqual(await draining, { deadlineSeconds: 30, moveTo: 'https://other.example' });
  assert.equal(room.state, 'connected');
});

test('each attempt is told of with its pause', async () => {
  await join();
  const seen = record(room, 'reconnecting');
  server.reachable = false;
  restart({ retryAfterMs: 40 });
  while (seen.length < 3) {
    await next(room, 'reconnecting');
  }
  server.reachable = true;
  assert.deepEqual(await next(room, 'reconnected'), { resumed: false });
  assert.deepEqual(
    seen.slice(0, 3).map(([, { reason, code, attempt, nextAttemptInMs }]) => [reason, code, attempt, nextAttemptInMs]),
    [
      ['server', 'server_shutdown', 1, 40],
      ['server', 'connection_lost', 2, 50],
      ['server', 'connection_lost', 3, 100],
    ],
  );
});

test('a server that takes nobody in is asked again after the pause it wants', async () => {
  await join();
  const seen = record(room, 'reconnecting');
  server.overrides.join = (message, socket) => {
    if (message.resume) {
      socket.deliver(refusal(message, 'resume_failed'));
    } else {
      server.overrides = {};
      socket.deliver({ ...refusal(message, 'unavailable'), retryAfterMs: 120 });
    }
  };
  restart();
  await next(room, 'reconnected');
  assert.deepEqual(
    seen.map(([, { code, nextAttemptInMs }]) => [code, nextAttemptInMs]),
    [
      ['server_shutdown', 0],
      ['unavailable', 120],
    ],
  );
});

test('somebody who cannot wait has the next attempt made at once', async () => {
  await join();
  restart({ retryAfterMs: 60_000 });
  await next(room, 'reconnecting');
  const back = next(room, 'reconnected');
  await settle();
  room.tryNow();
  assert.deepEqual(await back, { resumed: false });
});

test('gives up after the time the application gave, and says so', async () => {
  await join({ reconnectTimeout: 60 });
  server.reachable = false;
  server.socket.fall();
  const { code, message } = await next(room, 'closed');
  assert.equal(code, 'connection_lost');
  assert.match(message, /gave up after 0 s/);
});

test('the room is joined where the server says, without the token of the former session', async () => {
  await join({ token: 'secret', allowMoveTo: ['ws://b.example'] });
  restart({ moveTo: 'http://b.example' });
  await next(room, 'reconnected');
  assert.equal(server.socket.url, 'ws://b.example/api/ws?room=daily');
  assert.equal(server.sent('join').at(-1).resume, undefined);
});

/** A server that says so of every room. */
const elsewhere = (moveTo) => (message, socket) => socket.deliver({ ...refusal(message, 'unavailable'), moveTo });

test('a room that lives on another server is joined there at once, by who is not patient too', async () => {
  server.overrides.join = (message, socket) => {
    if (socket.url.includes('b.example')) {
      server.overrides = {};
      server.receive(socket, message);
    } else {
      elsewhere('https://b.example:8443')(message, socket);
    }
  };
  const retries = [];
  await join({ token: 'secret', allowMoveTo: ['https://b.example:8443'], onRetry: (retry) => retries.push(retry) });
  assert.equal(server.socket.url, 'wss://b.example:8443/api/ws?room=daily');
  assert.equal(server.sent('join').at(-1).token, 'secret');
  assert.deepEqual(retries, []);
});

test('a room whose server may not be asked is not to be had', async () => {
  server.overrides.join = elsewhere('http://evil.example');
  const evil = Room.connect(URL, { room: 'daily', token: 'secret', allowMoveTo: ['http://b.example'] });
  await assert.rejects(evil, { code: 'unavailable' });
  assert.equal(server.sent('join').length, 1);
  assert.equal(server.socket.url, 'ws://sluice.example/api/ws?room=daily');
});

test('servers that say of each other that the room is there are asked a few times only', async () => {
  server.overrides.join = (message, socket) =>
    elsewhere(socket.url.includes('b.example') ? 'http://sluice.example' : 'http://b.example')(message, socket);
  await assert.rejects(Room.connect(URL, { room: 'daily', allowMoveTo: () => true }), { code: 'unavailable' });
  assert.equal(server.sent('join').length, 6);
});

test('a server cannot send tokens to another host by itself', async () => {
  await join({ token: 'secret' });
  restart({ moveTo: 'http://evil.example' });
  await next(room, 'reconnected');
  assert.equal(server.socket.url, 'ws://sluice.example/api/ws?room=daily');
});

test('whoever is sent to a server that refuses goes back', async () => {
  await join({ allowMoveTo: () => true });
  server.overrides.join = (message, socket) => {
    if (socket.url.includes('b.example')) {
      socket.deliver(refusal(message, 'unauthorized'));
    } else {
      server.overrides = {};
      server.receive(socket, message);
    }
  };
  restart({ moveTo: 'http://b.example' });
  assert.deepEqual(await next(room, 'reconnected'), { resumed: false });
  assert.equal(server.socket.url, 'ws://sluice.example/api/ws?room=daily');
});

test('name, metadata and id are those of before, also when they were changed', async () => {
  await join({ metadata: { hand: 'down' } });
  await room.update({ name: 'Me too', metadata: { hand: 'up' } });
  restart();
  await next(room, 'reconnected');
  const { name, metadata, identity } = server.sent('join').at(-1);
  assert.deepEqual([name, metadata, identity], ['Me too', { hand: 'up' }, 'me']);
  assert.equal(server.sent('join')[0].identity, undefined);
});

test('an id that the server does not let us have again is not insisted on', async () => {
  await join();
  server.overrides.join = (message, socket) => {
    if (message.identity) {
      socket.deliver(refusal(message, 'forbidden'));
    } else {
      server.overrides = {};
      server.receive(socket, message);
    }
  };
  restart();
  assert.deepEqual(await next(room, 'reconnected'), { resumed: false });
});

test('tracks, mutes, pins and sizes are as before, though the ids are others', async () => {
  server.participants = [bob([camera('TR_bob')])];
  await join({ videoSlots: 1 });
  const microphone = await room.publish(new FakeTrack('audio'));
  await room.setMuted(microphone, true);
  await room.pin('TR_bob');
  room.setVideoSize('TR_bob', 640, 360);
  server.participants = [bob([camera('TR_7')])];
  restart();
  await next(room, 'reconnected');
  await settle();
  assert.deepEqual(server.sent('join').at(-1).tracks, [
    { mid: 'm0', source: 'microphone', label: '', muted: true },
  ]);
  assert.deepEqual(
    server.sent('bind').map(({ track }) => track),
    ['TR_bob', 'TR_7'],
  );
  server.slots[0] = { ...server.slots.find(({ kind }) => kind === 'video'), track: 'TR_7' };
  server.tell({ type: 'slots', slots: [server.slots[0]] });
  await settle();
  const hint = server.sent('layer_hint').at(-1);
  assert.deepEqual([hint?.maxWidth, hint?.maxHeight], [640, 360]);
});

test('a pin that was taken back is not made again', async () => {
  server.participants = [bob([camera('TR_bob')])];
  await join();
  await room.pin('TR_bob');
  server.participants = [];
  restart();
  await next(room, 'reconnected');
  await room.unpin('TR_bob');
  server.tell({ type: 'participant_joined', participant: bob([camera('TR_7')]) });
  await settle();
  assert.equal(server.sent('bind').length, 1);
});

test('the others are away, not gone, until they had time to come back', async () => {
  server.participants = [bob([camera('TR_bob')])];
  await join();
  const seen = record(room, 'participantLeft', 'participantJoined', 'trackUnpublished', 'trackPublished');
  server.participants = [];
  restart();
  await next(room, 'reconnected');
  assert.equal(room.participants.get('bob').connected, false);
  server.tell({ type: 'participant_joined', participant: bob([camera('TR_7')]) });
  await settle();
  assert.equal(room.participants.get('bob').connected, true);
  assert.deepEqual(
    seen.map(([type]) => type),
    ['trackUnpublished', 'trackPublished'],
  );
});

test('who does not come back has left', () => {
  const seen = [];
  const roster = new Roster((type, { participant }) => seen.push([type, participant?.name]));
  const eve = { ...bob(), id: 'eve', name: 'Eve' };
  const me = { id: 'me', name: 'Me', metadata: {}, connected: true, tracks: [] };
  const joined = (participants) => ({ participant: me, participants, room: { metadata: {} } });
  roster.load(joined([bob(), eve]));
  roster.load(joined([]), { patiently: true });
  roster.apply({ type: 'participant_joined', participant: bob() });
  seen.length = 0;
  roster.giveUpMissing();
  roster.giveUpMissing();
  assert.deepEqual(seen, [['participantLeft', 'Eve']]);
  assert.deepEqual([...roster.others.keys()], ['bob']);
  roster.load(joined([]));
  assert.equal(roster.others.size, 0);
});

test('a first join waits for a server that is not there yet, when the application wants that', async () => {
  server.reachable = false;
  const attempts = [];
  const joining = Room.connect(URL, {
    room: 'daily',
    connectTimeout: 60_000,
    onRetry: ({ code, attempt }) => {
      attempts.push([code, attempt]);
      server.reachable = attempt === 2;
    },
  });
  room = await joining;
  assert.equal(room.state, 'connected');
  assert.deepEqual(attempts, [
    ['connection_lost', 1],
    ['connection_lost', 2],
  ]);
});

test('a first join that was told to wait can be tried at once', async () => {
  server.overrides.join = (message, socket) =>
    socket.deliver({ ...refusal(message, 'unavailable'), retryAfterMs: 50_000 });
  room = await Room.connect(URL, {
    room: 'daily',
    connectTimeout: 60_000,
    onRetry: ({ nextAttemptInMs, tryNow }) => {
      assert.equal(nextAttemptInMs, 50_000);
      server.overrides = {};
      setTimeout(tryNow);
    },
  });
  assert.equal(room.state, 'connected');
  assert.equal(FakePeerConnection.all.filter(({ connectionState }) => connectionState !== 'closed').length, 1);
});

test('a first join ends at refusals that do not pass, after its time, and when it is called off', async () => {
  server.overrides.join = (message, socket) => socket.deliver(refusal(message, 'room_full'));
  await assert.rejects(Room.connect(URL, { room: 'daily', connectTimeout: 10_000 }), { code: 'room_full' });
  server.overrides = {};
  server.reachable = false;
  await assert.rejects(Room.connect(URL, { room: 'daily', connectTimeout: 60 }), { code: 'connection_lost' });
  await assert.rejects(Room.connect(URL, { room: 'daily' }), { code: 'connection_lost' });
  const stop = new AbortController();
  const joining = Room.connect(URL, { room: 'daily', connectTimeout: 60_000, signal: stop.signal });
  setTimeout(() => stop.abort(), 100);
  await assert.rejects(joining, { name: 'AbortError' });
});
