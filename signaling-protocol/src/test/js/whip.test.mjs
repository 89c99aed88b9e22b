import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WhipPublisher } from '../../main/resources/sluice-client/wish.js';
import { FakePeerConnection, FakeTrack, record, settle } from './fakes.mjs';
import { installWish, lastConnection, pass } from './wish-fakes.mjs';

const URL = 'https://sfu.example/whip/daily';

function capture() {
  const video = Object.assign(new FakeTrack('video'), { settings: { width: 1280, height: 720 } });
  return new MediaStream([new FakeTrack('audio'), video]);
}

async function published(options = {}, stream = capture()) {
  const publisher = new WhipPublisher();
  await publisher.publish(stream, { url: URL, ...options });
  return publisher;
}

test('posts an offer with the token, applies the answer and deletes the session at the end', async () => {
  const server = installWish();
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const publisher = await published({ token: 'secret', traceparent: async () => traceparent });
  const [post] = server.sent('POST');
  assert.equal(post.path, '/whip/daily');
  assert.equal(post.headers.Authorization, 'Bearer secret');
  assert.equal(post.headers['Content-Type'], 'application/sdp');
  assert.equal(post.headers.traceparent, traceparent);
  assert.match(post.body, /m=audio[^]*a=sendonly[^]*m=video[^]*a=sendonly/);
  assert.equal(publisher.state, 'connected');
  assert.equal(publisher.sessionUrl, 'https://sfu.example/session/1');

  await publisher.stop();
  const [end] = server.sent('DELETE');
  assert.equal(end.path, '/session/1');
  assert.equal(end.headers.Authorization, 'Bearer secret');
  assert.equal(end.keepalive, true);
  assert.equal(publisher.state, 'closed');
});

test('uses the ICE servers of the 201 before it gathers, unless it was given its own', async () => {
  let server = installWish();
  server.links = ['<turn:turn.example>; rel="ice-server"; username="u"; credential="p"'];
  let publisher = await published();
  assert.deepEqual(lastConnection().configuration.iceServers, [
    { urls: 'turn:turn.example', username: 'u', credential: 'p' },
  ]);
  assert.equal(server.sent('OPTIONS').length, 0);
  await publisher.stop();

  server = installWish();
  server.links = ['<turn:turn.example>; rel="ice-server"'];
  publisher = await published({ rtcConfiguration: { iceServers: [{ urls: 'stun:mine.example' }] } });
  assert.deepEqual(lastConnection().configuration.iceServers, [{ urls: 'stun:mine.example' }]);
  await publisher.stop();
});

test('asks with OPTIONS first where connections cannot be configured later', async () => {
  const server = installWish();
  server.links = ['<stun:stun.example>; rel="ice-server"'];
  const setConfiguration = FakePeerConnection.prototype.setConfiguration;
  delete FakePeerConnection.prototype.setConfiguration;
  try {
    const publisher = await published();
    assert.deepEqual(server.paths.slice(0, 2), ['OPTIONS /whip/daily', 'POST /whip/daily']);
    assert.deepEqual(lastConnection().configuration.iceServers, [{ urls: 'stun:stun.example' }]);
    await publisher.stop();
  } finally {
    FakePeerConnection.prototype.setConfiguration = setConfiguration;
  }
});

test('trickles candidates in batches under the entity tag', async (t) => {
  const server = installWish();
  const publisher = await published();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  lastConnection().finds('candidate:1 a', 'candidate:2 b');
  await pass(t, 150);
  lastConnection().finds('candidate:3 c', null);
  await pass(t, 150);
  t.mock.timers.reset();
  await settle();
  const patches = server.sent('PATCH');
  assert.equal(patches.length, 2);
  assert.equal(patches[0].headers['If-Match'], '"ice-1"');
  assert.equal(patches[0].headers['Content-Type'], 'application/trickle-ice-sdpfrag');
  assert.match(
    patches[0].body,
    /a=mid:m0\r\na=ice-ufrag:cli1\r\na=ice-pwd:clipwd1\r\na=candidate:1 a\r\na=candidate:2 b\r\n$/,
  );
  assert.match(patches[1].body, /a=candidate:3 c\r\na=end-of-candidates\r\n$/);
  await publisher.stop();
});

test('stops trickling when the server does not take it', async (t) => {
  const server = installWish();
  server.overrides.PATCH = () => new Response(null, { status: 422 });
  const publisher = await published();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  lastConnection().finds('candidate:1 a');
  await pass(t, 150);
  lastConnection().finds('candidate:2 b');
  await pass(t, 150);
  t.mock.timers.reset();
  assert.equal(server.sent('PATCH').length, 1);
  assert.equal(publisher.state, 'connected');
  await publisher.stop();
});

test('restarts ICE by PATCH when media is lost, and trickles under the new tag', async (t) => {
  const server = installWish();
  const publisher = await published();
  const states = record(publisher, 'state');
  const connection = lastConnection();
  connection.turn('failed');
  await settle();
  const [restart] = server.sent('PATCH');
  assert.equal(restart.headers['If-Match'], '*');
  assert.match(restart.body, /a=ice-ufrag:cli2\r\na=ice-pwd:clipwd2\r\n$/);
  assert.match(connection.remoteDescription.sdp, /a=ice-ufrag:srv2/);
  assert.match(connection.remoteDescription.sdp, /192\.0\.2\.2/);
  connection.turn('connected');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  connection.finds('candidate:5 e');
  await pass(t, 150);
  t.mock.timers.reset();
  await settle();
  const patch = server.sent('PATCH').at(-1);
  assert.equal(patch.headers['If-Match'], '"ice-2"');
  assert.match(patch.body, /ufrag:cli2/);
  assert.equal(FakePeerConnection.all.length, 1);
  assert.deepEqual(states, []);
  await publisher.stop();
});

test('publishes afresh when ICE cannot be restarted', async () => {
  const server = installWish();
  server.etag = null;
  const publisher = await published();
  const states = record(publisher, 'state');
  lastConnection().turn('failed');
  await new Promise((resolve) =>
    publisher.addEventListener('state', ({ detail }) => detail.state === 'connected' && resolve()),
  );
  assert.equal(FakePeerConnection.all.length, 2);
  assert.deepEqual(server.paths.slice(-2), ['DELETE /session/1', 'POST /whip/daily']);
  assert.deepEqual(
    states.map(([, { state }]) => state),
    ['reconnecting', 'connected'],
  );
  await publisher.stop();
});

test('publishes afresh when the session is gone', async () => {
  const server = installWish();
  server.overrides.PATCH = () => Response.json({ error: 'no such session' }, { status: 404 });
  const publisher = await published();
  lastConnection().turn('failed');
  await new Promise((resolve) =>
    publisher.addEventListener('state', ({ detail }) => detail.state === 'connected' && resolve()),
  );
  assert.equal(FakePeerConnection.all.length, 2);
  await publisher.stop();
});

test('yields to whoever publishes in its place', async () => {
  const server = installWish();
  server.overrides.HEAD = () => new Response(null, { status: 404 });
  const publisher = await published();
  const states = record(publisher, 'state');
  const { transport } = lastConnection();
  transport.state = 'closed';
  transport.dispatchEvent(new Event('statechange'));
  await settle();
  assert.deepEqual(
    states.map(([, { state, code }]) => [state, code]),
    [['closed', 'ended']],
  );
  assert.equal(server.sent('POST').length, 1);
});

test('comes back to a server that restarts', async () => {
  const server = installWish();
  server.overrides.HEAD = () => {
    throw new TypeError('connection refused');
  };
  const publisher = await published();
  const { transport } = lastConnection();
  transport.state = 'closed';
  transport.dispatchEvent(new Event('statechange'));
  await new Promise((resolve) =>
    publisher.addEventListener('state', ({ detail }) => detail.state === 'connected' && resolve()),
  );
  assert.equal(server.sent('POST').length, 2);
  await publisher.stop();
});

test('a refusal says why', async () => {
  const server = installWish();
  server.overrides.POST = () => Response.json({ error: 'unauthorized' }, { status: 401 });
  await assert.rejects(published(), { code: 'unauthorized', status: 401, message: 'unauthorized' });
  server.overrides.POST = () => new Response('busy', { status: 503, headers: { 'Retry-After': '7' } });
  await assert.rejects(published(), { code: 'unavailable', retryAfterMillis: 7000 });
  server.overrides.POST = () => new Response('v=0', { status: 201, headers: { 'Content-Type': 'application/sdp' } });
  await assert.rejects(published(), { code: 'invalid_answer' });
});

test('a stop while it connects ends it, and the session that comes too late', async () => {
  const server = installWish({ connect: false });
  const publisher = new WhipPublisher();
  const refused = assert.rejects(publisher.publish(capture(), { url: URL }), { code: 'stopped' });
  await settle();
  await publisher.stop();
  await refused;
  assert.equal(server.sent('DELETE').length, 1);
});

test('offers the codec, the encodings and the sound that are asked for', async () => {
  installWish();
  const publisher = await published({
    video: { codec: 'video/H264', simulcast: 2, maxBitrate: 2_000_000, maxFramerate: 24 },
    audio: { stereo: true, bitrate: 128_000 },
  });
  const connection = lastConnection();
  assert.deepEqual(connection.preferences, [['video/H264', 'video/H264', 'video/rtx']]);
  const [audio, video] = connection.getTransceivers();
  assert.deepEqual(audio.encodings, [{ maxBitrate: 128_000 }]);
  assert.deepEqual(
    video.encodings.map(({ rid }) => rid),
    ['h', 'f'],
  );
  assert.deepEqual(
    video.encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy),
    [2, 1],
  );
  assert.equal(video.encodings[1].maxBitrate, 2_000_000);
  assert.match(connection.localDescription.sdp, /stereo=1;sprop-stereo=1;maxaveragebitrate=128000/);
  assert.match(connection.remoteDescription.sdp, /stereo=1;sprop-stereo=1;maxaveragebitrate=128000/);
  await publisher.stop();
});

test('codecs that would make layers of several encodings get a mode of their own', async () => {
  installWish();
  const publisher = await published({ video: { codec: 'VP9', simulcast: true } });
  const [, video] = lastConnection().getTransceivers();
  assert.deepEqual(
    video.encodings.map(({ rid, scalabilityMode }) => [rid, scalabilityMode]),
    [
      ['q', 'L1T2'],
      ['h', 'L1T2'],
      ['f', 'L1T2'],
    ],
  );
  await publisher.stop();
});

test('lists the codecs that can be sent', () => {
  installWish();
  assert.deepEqual(WhipPublisher.codecs('video'), ['video/VP8', 'video/H264']);
});

test('replaces tracks in place, and asks for a new session for a kind that was not there', async () => {
  installWish();
  const publisher = await published({}, new MediaStream([new FakeTrack('audio')]));
  const other = new FakeTrack('audio');
  await publisher.replaceTrack('audio', other);
  assert.equal(lastConnection().getTransceivers()[0].sender.track, other);
  assert.equal(FakePeerConnection.all.length, 1);
  await publisher.replaceTrack('video', new FakeTrack('video'));
  await new Promise((resolve) =>
    publisher.addEventListener('state', ({ detail }) => detail.state === 'connected' && resolve()),
  );
  assert.deepEqual(
    lastConnection()
      .getTransceivers()
      .map(({ kind }) => kind),
    ['audio', 'video'],
  );
  await publisher.stop();
});
