import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Room, SluiceError } from '../../main/resources/sluice-client/sluice.js';
import { FakePeerConnection, FakeTrack, install, next, record, refusal, settle } from './fakes.mjs';

const URL = 'https://sluice.example/api/ws';
const BOB_CAMERA = {
  id: 'TR_bob',
  participant: 'bob',
  mid: '1',
  kind: 'video',
  source: 'camera',
  codec: 'vp8',
  label: '',
  muted: false,
  simulcast: true,
};
const BOB = { id: 'bob', name: 'Bob', metadata: {}, connected: true, tracks: [BOB_CAMERA] };

let server;
let room;

beforeEach(() => {
  server = install();
});

afterEach(() => room?.leave());

async function connect(options = {}) {
  room = await Room.connect(URL, { room: 'daily', ...options });
  peer().turn('connected');
  await settle();
  return room;
}

const peer = () => FakePeerConnection.all.at(-1);
const show = (mid, track, pinned = false) =>
  server.tell({ type: 'slots', slots: [{ mid, kind: 'video', track, pinned }] });

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

test('joins with one offer that holds sections to publish in and slots', async () => {
  await connect({ token: async () => 'secret', name: 'Me', traceparent: TRACE, audioSlots: 2, videoSlots: 4 });
  assert.equal(server.socket.url, 'wss://sluice.example/api/ws?room=daily');
  assert.equal(server.socket.protocol, 'sluice.v1');
  const [join] = server.sent('join');
  assert.equal(join.token, 'secret');
  assert.equal(join.traceparent, TRACE);
  assert.equal(join.offer.match(/a=sendonly/g).length, 3);
  assert.equal(join.offer.match(/m=audio.*\r\n.*\r\na=recvonly/g).length, 2);
  assert.equal(join.offer.match(/m=video.*\r\n.*\r\na=recvonly/g).length, 4);
  assert.equal(room.localParticipant.id, 'me');
  assert.equal(room.state, 'connected');
});

test('camera section offers three encodings, small to large', async () => {
  await connect();
  const rids = peer()
    .getTransceivers()
    .map(({ sender }) => sender.getParameters().encodings.map(({ rid }) => rid));
  assert.deepEqual(rids[1], ['q', 'h', 'f']);
});

test('a camera gets as many encodings as its size is worth, the largest of them in full size', async () => {
  await connect();
  const camera = new FakeTrack('video');
  camera.settings = { width: 640, height: 360 };
  const publication = await room.publish(camera);
  const encodings = () => peer().getTransceivers()[1].sender.getParameters().encodings;
  const shape = () => encodings().map(({ active, scaleResolutionDownBy: scale }) => (active ? scale : null));
  assert.deepEqual(shape(), [2, 1, null]);
  assert.ok(encodings()[0].maxBitrate < encodings()[1].maxBitrate);

  const better = new FakeTrack('video');
  better.settings = { width: 1280, height: 720 };
  await room.replaceTrack(publication, better);
  assert.deepEqual(shape(), [4, 2, 1]);
  assert.equal(encodings()[2].maxBitrate, 1_700_000);

  const worse = new FakeTrack('video');
  worse.settings = { width: 320, height: 240 };
  await room.replaceTrack(publication, worse);
  assert.deepEqual(shape(), [1, null, null]);
});

test('connect rejects with the refusal and leaves nothing open', async () => {
  server.overrides.join = (message, socket) => socket.deliver(refusal(message, 'unauthorized'));
  await assert.rejects(Room.connect(URL, { room: 'daily' }), (error) => {
    assert.ok(error instanceof SluiceError);
    return error.code === 'unauthorized';
  });
  assert.equal(server.socket.open, false);
  assert.equal(peer().connectionState, 'closed');
});

test('connect rejects with the reason of a closing server', async () => {
  server.overrides.join = (_, socket) =>
    socket.deliver({ type: 'closed', code: 'server_shutdown', message: 'bye', reconnect: true });
  await assert.rejects(Room.connect(URL, { room: 'daily' }), { code: 'server_shutdown' });
});

test('connect stops when aborted', async () => {
  server.overrides.join = () => {};
  const controller = new AbortController();
  const connecting = Room.connect(URL, { room: 'daily', signal: controller.signal });
  await settle();
  controller.abort();
  await assert.rejects(connecting, { name: 'AbortError' });
  assert.equal(server.socket.open, false);
});

test('uses the TURN servers that come with the answer', async () => {
  const iceServers = [{ urls: ['turn:turn.example'], username: 'u', credential: 'p' }];
  server.overrides.join = (message, socket) => socket.deliver({ ...server.joined(message, false), iceServers });
  await connect();
  assert.deepEqual(peer().configuration.iceServers, iceServers);
  assert.equal(peer().configuration.bundlePolicy, 'max-bundle');
});

test('keeps to the TURN servers and the policy that the application brought', async () => {
  server.overrides.join = (message, socket) =>
    socket.deliver({ ...server.joined(message, false), iceServers: [{ urls: ['turn:turn.example'] }] });
  const own = [{ urls: ['turn:own.example'], username: 'u', credential: 'p' }];
  await connect({ rtcConfiguration: { iceServers: own, iceTransportPolicy: 'relay' } });
  assert.deepEqual(peer().configuration.iceServers, own);
  assert.equal(peer().configuration.iceTransportPolicy, 'relay');
});

test('publishes in prepared sections without another offer', async () => {
  await connect();
  const microphone = await room.publish(new FakeTrack('audio', 'Built-in'));
  const camera = await room.publish(new FakeTrack('video'), { label: 'Front' });
  const screen = await room.publish(new FakeTrack('video'), { source: 'screen' });
  assert.deepEqual(
    server.sent('publish').map(({ track }) => [track.mid, track.source, track.label]),
    [
      ['m0', 'microphone', 'Built-in'],
      ['m1', 'camera', 'Front'],
      ['m2', 'screen', ''],
    ],
  );
  assert.equal(server.sent('offer').length, 0);
  assert.deepEqual([microphone.trackId, camera.trackId, screen.trackId], ['TR_1', 'TR_2', 'TR_3']);
  assert.equal(peer().getTransceivers()[1].sender.track, camera.track);
  assert.equal(screen.track.contentHint, 'detail');
});

test('adds a section with an offer when the prepared ones are taken', async () => {
  await connect();
  await room.publish(new FakeTrack('audio'));
  const second = await room.publish(new FakeTrack('audio'), { source: 'screen_audio' });
  const [offer] = server.sent('offer');
  assert.deepEqual(offer.tracks, [{ mid: 'm12', source: 'screen_audio', label: '', muted: false }]);
  assert.equal(second.trackId, 'TR_2');
});

test('keeps one offer outstanding at a time', async () => {
  await connect({ publish: false });
  const held = [];
  server.overrides.offer = (message, socket) => held.push([message, socket]);
  const first = room.publish(new FakeTrack('audio'));
  const second = room.publish(new FakeTrack('video'));
  await settle();
  assert.equal(held.length, 1);
  server.overrides.offer = undefined;
  server.receive(held[0][1], held[0][0]);
  await Promise.all([first, second]);
  assert.equal(room.publications.length, 2);
});

test('a refused publication is forgotten and its section free again', async () => {
  await connect();
  server.overrides.publish = (message, socket) => socket.deliver(refusal(message, 'forbidden'));
  await assert.rejects(room.publish(new FakeTrack('audio')), { code: 'forbidden' });
  assert.equal(room.publications.length, 0);
  server.overrides.publish = undefined;
  await room.publish(new FakeTrack('audio'));
  assert.equal(server.sent('publish').at(-1).track.mid, 'm0');
});

test('unpublishes, and by itself when the track ends', async () => {
  await connect();
  const track = new FakeTrack('video');
  await room.publish(track);
  await room.unpublish(track);
  assert.deepEqual(
    server.sent('unpublish').map((message) => message.track),
    ['TR_1'],
  );
  const screen = new FakeTrack('video');
  await room.publish(screen, { source: 'screen' });
  screen.dispatchEvent(new Event('ended'));
  await settle();
  assert.equal(server.sent('unpublish').length, 2);
  assert.equal(room.publications.length, 0);
});

test('mutes the track and tells the server once', async () => {
  await connect();
  const publication = await room.publish(new FakeTrack('audio'));
  await room.setMuted(publication, true);
  await room.setMuted(publication.track, true);
  await settle();
  assert.equal(publication.track.enabled, false);
  assert.equal(server.sent('mute').length, 1);
  await room.setMuted(publication, false);
  await settle();
  assert.equal(publication.muted, false);
  assert.equal(publication.track.enabled, true);
  assert.deepEqual(
    server.sent('mute').map(({ muted }) => muted),
    [true, false],
  );
});

test('follows an operator who mutes', async () => {
  await connect();
  const publication = await room.publish(new FakeTrack('audio'));
  server.tell({ type: 'track_updated', track: { ...server.tracks[0], muted: true } });
  await settle();
  assert.equal(publication.muted, true);
  assert.equal(publication.track.enabled, false);
  assert.equal(server.sent('mute').length, 0);
});

test('turns slots into subscriptions, also those that stood before the listeners', async () => {
  server.participants = [BOB];
  server.overrides.join = (message, socket) => {
    const joined = server.joined(message, false);
    joined.slots = [{ mid: 'm6', kind: 'video', track: 'TR_bob', pinned: false }];
    socket.deliver(joined);
  };
  room = await Room.connect(URL, { room: 'daily' });
  const subscription = await next(room, 'trackSubscribed');
  assert.equal(subscription.trackId, 'TR_bob');
  assert.equal(subscription.participant.name, 'Bob');
  assert.equal(subscription.track, peer().getTransceivers()[6].receiver.track);
  assert.deepEqual([...room.subscriptions.keys()], ['TR_bob']);
});

test('a rebound slot ends one subscription before it begins the next', async () => {
  const share = { ...BOB_CAMERA, id: 'TR_share', source: 'screen' };
  server.participants = [{ ...BOB, tracks: [BOB_CAMERA, share] }];
  await connect();
  const seen = record(room, 'trackSubscribed', 'trackUnsubscribed');
  show('m6', 'TR_bob');
  show('m6', 'TR_share');
  show('m6', null);
  await settle();
  assert.deepEqual(
    seen.map(([type, { trackId }]) => [type, trackId]),
    [
      ['trackSubscribed', 'TR_bob'],
      ['trackUnsubscribed', 'TR_bob'],
      ['trackSubscribed', 'TR_share'],
      ['trackUnsubscribed', 'TR_share'],
    ],
  );
  assert.equal(seen[0][1].track, seen[2][1].track);
});

test('a slot may name its track before the track is announced', async () => {
  await connect();
  const seen = record(room, 'trackSubscribed', 'participantJoined', 'trackPublished');
  show('m6', 'TR_bob');
  server.tell({ type: 'participant_joined', participant: { ...BOB, tracks: [] } });
  server.tell({ type: 'track_published', track: BOB_CAMERA });
  await settle();
  assert.deepEqual(
    seen.map(([type]) => type),
    ['participantJoined', 'trackPublished', 'trackSubscribed'],
  );
});

test('a leaving participant takes its subscriptions along first', async () => {
  server.participants = [BOB];
  await connect();
  show('m6', 'TR_bob');
  await settle();
  const seen = record(room, 'trackUnsubscribed', 'participantLeft', 'trackUnpublished');
  server.tell({ type: 'participant_left', participant: 'bob', reason: 'left' });
  await settle();
  assert.deepEqual(
    seen.map(([type]) => type),
    ['trackUnsubscribed', 'trackUnpublished', 'participantLeft'],
  );
  assert.equal(room.participants.size, 0);
});

test('tells of mutes, speakers, quality, messages and metadata', async () => {
  server.participants = [BOB];
  await connect();
  const seen = record(room, 'trackMuted', 'activeSpeakers', 'connectionQuality', 'message', 'roomUpdated');
  server.tell({ type: 'track_updated', track: { ...BOB_CAMERA, muted: true } });
  server.tell({ type: 'active_speakers', speakers: [{ participant: 'bob', level: 80 }] });
  server.tell({ type: 'quality', qualities: [] });
  server.tell({ type: 'message', from: 'bob', topic: 'chat', payload: 'hi' });
  server.tell({ type: 'room_updated', metadata: { topic: 'Planning' } });
  server.tell({ type: 'some_day', new: true });
  await settle();
  assert.deepEqual(
    seen.map(([type]) => type),
    ['trackMuted', 'activeSpeakers', 'connectionQuality', 'message', 'roomUpdated'],
  );
  assert.equal(seen[3][1].payload, 'hi');
  assert.deepEqual(room.metadata, { topic: 'Planning' });
});

test('pins to the slot the track is in, else a free one, else the last unpinned', async () => {
  const tracks = ['a', 'b', 'c', 'd'].map((id) => ({ ...BOB_CAMERA, id }));
  server.participants = [{ ...BOB, tracks }];
  await connect({ publish: false, audioSlots: 0, videoSlots: 3 });
  show('m0', 'a');
  await settle();
  await room.pin('a');
  await room.pin('b');
  show('m0', 'a', true);
  show('m1', 'b');
  show('m2', 'c');
  await settle();
  await room.pin('d');
  assert.deepEqual(
    server.sent('bind').map(({ mid, track }) => [mid, track]),
    [
      ['m0', 'a'],
      ['m1', 'b'],
      ['m2', 'd'],
    ],
  );
  await room.unpin('a');
  assert.equal(server.sent('bind').at(-1).track, null);
  await assert.rejects(room.pin('nobody'), { code: 'no_such_track' });
});

test('layer hints follow the track from slot to slot', async (t) => {
  server.participants = [{ ...BOB, tracks: [BOB_CAMERA, { ...BOB_CAMERA, id: 'TR_2' }] }];
  await connect();
  show('m6', 'TR_bob');
  await settle();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  room.setVideoSize('TR_bob', 100.4, 50);
  room.setVideoSize('TR_bob', 320, 180);
  t.mock.timers.tick(100);
  t.mock.timers.reset();
  await settle();
  show('m7', 'TR_bob');
  show('m6', 'TR_2');
  await settle();
  assert.deepEqual(
    server.sent('layer_hint').map(({ mid, maxWidth, maxHeight }) => [mid, maxWidth, maxHeight]),
    [
      ['m6', 320, 180],
      ['m7', 320, 180],
      ['m6', 16384, 16384],
    ],
  );
});

test('leaves with a word and ends', async () => {
  await connect();
  const closed = next(room, 'closed');
  await room.leave();
  await settle();
  assert.equal((await closed).code, 'left');
  assert.equal(server.sent('leave').length, 1);
  assert.equal(room.state, 'closed');
  await assert.rejects(room.send('chat', 'hello'), { code: 'closed' });
});

test('a kick ends the room for good', async () => {
  await connect();
  const closed = next(room, 'closed');
  server.tell({ type: 'closed', code: 'kicked', message: 'bye', reconnect: false });
  assert.deepEqual(await closed, { code: 'kicked', message: 'bye' });
  assert.equal(peer().connectionState, 'closed');
});
