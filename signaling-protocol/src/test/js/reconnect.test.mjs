import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Room } from '../../main/resources/sluice-client/sluice.js';
import { FakePeerConnection, FakeTrack, install, next, record, refusal, settle } from './fakes.mjs';

let server;
let room;

beforeEach(async (t) => {
  server = install();
  t.mock?.method(Math, 'random', () => 0);
  room = await Room.connect('ws://sluice.example/api/ws', { room: 'daily', token: () => `token-${++tokens}` });
  peer().turn('connected');
  await settle();
});

afterEach(() => room.leave());

let tokens = 0;
const peer = () => FakePeerConnection.all.at(-1);

/** Connects every new PeerConnection as soon as it is negotiated. */
function connectNewPeers() {
  const timer = setInterval(() => {
    if (peer().connectionState === 'new') {
      peer().turn('connected');
    }
  }, 5);
  timer.unref();
  return () => clearInterval(timer);
}

test('a fallen socket is resumed on the same PeerConnection', async () => {
  const seen = record(room, 'reconnecting', 'reconnected', 'trackUnsubscribed');
  server.socket.fall();
  await next(room, 'reconnected');
  assert.deepEqual(seen, [
    ['reconnecting', { reason: 'signaling', code: 'connection_lost', attempt: 1, nextAttemptInMs: 0 }],
    ['reconnected', { resumed: true }],
  ]);
  const join = server.sent('join').at(-1);
  assert.equal(join.resume, 'resume-1');
  assert.equal(join.offer, undefined);
  assert.equal(FakePeerConnection.all.length, 1);
});

test('what changed meanwhile becomes events', async () => {
  const seen = record(room, 'participantJoined', 'reconnected');
  server.participants = [{ id: 'eve', name: 'Eve', metadata: {}, connected: true, tracks: [] }];
  server.socket.fall();
  await next(room, 'reconnected');
  await settle();
  assert.deepEqual(
    seen.map(([type]) => type),
    ['participantJoined', 'reconnected'],
  );
});

test('requests made while away wait for the return', async () => {
  server.socket.fall();
  await room.send('chat', 'hello');
  assert.equal(server.sent('send').length, 1);
});

test('a publication caught by the loss is asked for again', async () => {
  server.overrides.publish = (_, socket) => {
    server.overrides.publish = undefined;
    socket.fall();
  };
  const publication = await room.publish(new FakeTrack('audio'));
  assert.equal(publication.trackId, 'TR_1');
  assert.equal(server.sent('publish').length, 2);
});

test('a publication that the server did hear of is not made twice', async () => {
  server.overrides.publish = ({ track }, socket) => {
    server.overrides.publish = undefined;
    server.publish(track, { deliver: () => {} });
    socket.fall();
  };
  const publication = await room.publish(new FakeTrack('audio'));
  assert.equal(publication.trackId, 'TR_1');
  assert.equal(server.tracks.length, 1);
});

test('what was unpublished while away is withdrawn after the return', async () => {
  const publication = await room.publish(new FakeTrack('audio'));
  server.socket.fall();
  await room.unpublish(publication);
  assert.equal(server.tracks.length, 0);
});

test('a forgotten session is joined afresh with its publications', async () => {
  const stop = connectNewPeers();
  const publication = await room.publish(new FakeTrack('audio'));
  await room.setMuted(publication, true);
  const former = peer();
  server.resumable = false;
  server.socket.fall();
  const { resumed } = await next(room, 'reconnected');
  stop();
  assert.equal(resumed, false);
  assert.notEqual(peer(), former);
  assert.equal(former.connectionState, 'closed');
  const join = server.sent('join').at(-1);
  assert.deepEqual(join.tracks, [{ mid: 'm0', source: 'microphone', label: '', muted: true }]);
  await settle();
  assert.equal(publication.trackId, 'TR_2');
  assert.equal(room.publications[0], publication);
});

test('a fresh join asks for a fresh token', async () => {
  const stop = connectNewPeers();
  server.resumable = false;
  server.socket.fall();
  await next(room, 'reconnected');
  stop();
  const [first, resume, second] = server.sent('join');
  assert.equal(resume.token, first.token);
  assert.notEqual(second.token, first.token);
});

test('failed ICE is restarted', async () => {
  const seen = record(room, 'reconnecting', 'reconnected');
  server.overrides.offer = (message, socket) => {
    socket.deliver({ type: 'answer', inReplyTo: message.id, sdp: 'v=0', iceRestart: true });
    setTimeout(() => peer().turn('connected'), 20);
  };
  peer().turn('failed');
  await next(room, 'reconnected');
  assert.deepEqual(seen, [
    ['reconnecting', { reason: 'media', code: 'media_lost', attempt: 1, nextAttemptInMs: 0 }],
    ['reconnected', { resumed: true }],
  ]);
  assert.deepEqual(peer().offers.at(-1), { iceRestart: true });
});

test('candidates are gathered anew with the TURN credentials that come with the restart', async () => {
  for (const credential of ['first', 'second']) {
    const iceServers = [{ urls: ['turn:turn.example'], username: 'u', credential }];
    server.overrides.offer = (message, socket) => {
      socket.deliver({ type: 'answer', inReplyTo: message.id, sdp: 'v=0', iceRestart: true, iceServers });
      setTimeout(() => peer().turn('connected'), 20);
    };
    peer().turn('failed');
    await next(room, 'reconnected');
    assert.deepEqual(peer().configuration.iceServers, iceServers);
  }
});

test('a short interruption heals by itself', async (t) => {
  const seen = record(room, 'reconnecting');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  peer().turn('disconnected');
  t.mock.timers.tick(2_000);
  peer().turn('connected');
  t.mock.timers.tick(10_000);
  t.mock.timers.reset();
  assert.deepEqual(seen, []);
});

test('a long interruption gets an ICE restart', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  peer().turn('disconnected');
  const reconnecting = next(room, 'reconnecting');
  t.mock.timers.tick(3_000);
  t.mock.timers.reset();
  assert.equal((await reconnecting).reason, 'media');
});

test('a server that goes away politely is joined afresh', async () => {
  const stop = connectNewPeers();
  server.resumable = false;
  server.tell({ type: 'closed', code: 'server_shutdown', message: 'bye', reconnect: true });
  const { resumed } = await next(room, 'reconnected');
  stop();
  assert.equal(resumed, false);
  assert.equal(server.sent('join').at(-1).resume, undefined);
});

test('a connection closed for being slow is resumed', async () => {
  server.tell({ type: 'closed', code: 'too_slow', message: 'slow', reconnect: true });
  assert.deepEqual(await next(room, 'reconnected'), { resumed: true });
});

test('keeps trying while the server cannot be reached', async () => {
  server.reachable = false;
  server.socket.fall();
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal(room.state, 'reconnecting');
  server.reachable = true;
  await next(room, 'reconnected');
  assert.equal(room.state, 'connected');
});

test('gives up when refused for good', async () => {
  const stop = connectNewPeers();
  server.overrides.join = (message, socket) =>
    socket.deliver(refusal(message, message.resume ? 'resume_failed' : 'forbidden'));
  server.socket.fall();
  const { code } = await next(room, 'closed');
  stop();
  assert.equal(code, 'forbidden');
  assert.equal(room.state, 'closed');
});
