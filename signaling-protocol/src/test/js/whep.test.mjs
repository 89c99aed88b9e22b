import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WhepPlayer } from '../../main/resources/sluice-client/wish.js';
import { FakePeerConnection, next, record, settle } from './fakes.mjs';
import { ANSWER, installWish, lastConnection, pass } from './wish-fakes.mjs';

const URL = 'https://sfu.example/whep/daily';

const EXTENSIONS = [
  '</session/1/events>; rel="urn:ietf:params:whep:ext:core:server-sent-events"; events="active,inactive,layers,viewercount"',
  '</session/1/layer>; rel="urn:ietf:params:whep:ext:core:layer"',
];

async function playing(options = {}) {
  const player = new WhepPlayer();
  await player.play(URL, options);
  return player;
}

const whenState = (player, wanted) =>
  new Promise((resolve) => {
    player.addEventListener('state', ({ detail }) => detail.state === wanted && resolve(detail));
  });

test('receives picture and sound as one stream', async () => {
  const server = installWish();
  const player = new WhepPlayer();
  const told = next(player, 'streams');
  await player.play(URL, { token: 'secret' });
  const { streams } = await told;
  assert.equal(streams.length, 1);
  assert.deepEqual(
    streams[0].getTracks().map(({ kind }) => kind),
    ['video', 'audio'],
  );
  const [post] = server.sent('POST');
  assert.equal(post.headers.Authorization, 'Bearer secret');
  assert.equal(post.body.match(/a=recvonly/g).length, 2);
  assert.match(post.body, /stereo=1/);
  await player.stop();
  assert.deepEqual(player.streams, []);
  assert.equal(server.sent('DELETE').length, 1);
});

test('has a section for each picture of a stage', async () => {
  installWish();
  const player = await playing({ videos: 3, audios: 2 });
  assert.deepEqual(
    player.streams.map((stream) => stream.getTracks().map(({ kind }) => kind)),
    [['video', 'audio'], ['video', 'audio'], ['video']],
  );
  await player.stop();
});

test('waits for the publisher as long as the server says', async (t) => {
  const server = installWish();
  server.overrides.POST = () =>
    Response.json({ error: 'no active publisher in room' }, { status: 409, headers: { 'Retry-After': '4' } });
  const player = new WhepPlayer();
  const waiting = whenState(player, 'waiting');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const started = player.play(URL);
  await pass(t, 200);
  const { code, message, retryMillis } = await waiting;
  assert.deepEqual([code, message], ['conflict', 'no active publisher in room']);
  assert.ok(retryMillis >= 4000 && retryMillis <= 5000, `${retryMillis}`);
  await pass(t, 3500);
  assert.equal(server.sent('POST').length, 1);
  server.overrides = {};
  await pass(t, 2000);
  await started;
  t.mock.timers.reset();
  assert.equal(server.sent('POST').length, 2);
  await player.stop();
});

test('gives up at once when it is refused', async () => {
  const server = installWish();
  server.overrides.POST = () => Response.json({ error: 'unauthorized' }, { status: 401 });
  const player = new WhepPlayer();
  const states = record(player, 'state');
  await assert.rejects(player.play(URL), { code: 'unauthorized' });
  assert.deepEqual(
    states.map(([, { state, code }]) => [state, code]),
    [
      ['connecting', null],
      ['closed', 'unauthorized'],
    ],
  );
});

test('plays again after a loss, with what was chosen', async () => {
  const server = installWish();
  server.links = EXTENSIONS;
  server.etag = null;
  const player = await playing();
  await player.chooseLayer({ rid: 'q' });
  lastConnection().turn('failed');
  await whenState(player, 'connected');
  await settle();
  assert.equal(FakePeerConnection.all.length, 2);
  const layers = server.sent('POST').filter(({ path }) => path.endsWith('/layer'));
  assert.deepEqual(
    layers.map(({ body }) => body),
    ['{"rid":"q"}', '{"rid":"q"}'],
  );
  await player.chooseLayer(null);
  assert.equal(server.sent('POST').at(-1).body, '{}');
  await player.stop();
});

test('plays on after the server ended the session', async () => {
  installWish();
  const player = await playing();
  const { transport } = lastConnection();
  transport.state = 'closed';
  transport.dispatchEvent(new Event('statechange'));
  await whenState(player, 'connected');
  assert.equal(FakePeerConnection.all.length, 2);
  await player.stop();
});

test('asks only for events that are offered and tells them', async () => {
  const server = installWish();
  server.links = EXTENSIONS;
  const player = await playing({ token: 'secret' });
  const seen = record(player, 'active', 'inactive', 'layers', 'viewercount');
  await settle();
  const create = server.sent('POST').at(-1);
  assert.equal(create.path, '/session/1/events');
  assert.deepEqual(JSON.parse(create.body), ['active', 'inactive', 'layers', 'viewercount']);
  const [get] = server.sent('GET');
  assert.equal(get.path, '/session/1/events/1');
  assert.equal(get.headers.Authorization, 'Bearer secret');

  await server.tell('event: viewercount\ndata: {"viewercount":3}\n\nevent: inactive\ndata: {}\n\n');
  await server.tell(
    'event: layers\ndata: {"0":[{"rid":"q","bitrate":90000,"width":320,"height":180},{"rid":"f"}]}\n\n',
  );
  await server.tell(
    'event: unknown\ndata: {}\n\nevent: layers\ndata: nonsense\n\nevent: viewercount\ndata: {"viewercount":"x"}\n\n',
  );
  await settle();
  assert.deepEqual(
    seen.map(([type]) => type),
    ['viewercount', 'inactive', 'layers'],
  );
  assert.equal(player.viewers, 3);
  assert.equal(player.active, false);
  assert.deepEqual(player.layers[0], {
    mediaId: '0',
    rid: 'q',
    spatialLayerId: null,
    temporalLayerId: null,
    bitrateBps: 90_000,
    width: 320,
    height: 180,
    active: true,
  });
  assert.equal(player.layers[1].active, false);
  await player.stop();
  assert.ok(get.signal.aborted);
});

test('tells whether the room is recorded, to servers that have offered it', async () => {
  const server = installWish();
  server.links = [EXTENSIONS[0].replace('viewercount', 'recording')];
  const player = await playing();
  const seen = record(player, 'recording');
  await settle();
  assert.deepEqual(JSON.parse(server.sent('POST').at(-1).body), ['active', 'inactive', 'layers', 'recording']);
  assert.equal(player.recording, null);
  await server.tell('event: recording\ndata: {"state":"recording","since":5}\n\nevent: recording\ndata: {"state":7}\n\n');
  await settle();
  assert.deepEqual(seen, [['recording', { recording: { state: 'recording', since: 5 } }]]);
  assert.deepEqual(player.recording, { state: 'recording', since: 5 });
});

test('asks a server that lists no events for none but those of the draft', async () => {
  const server = installWish();
  server.links = [EXTENSIONS[0].replace(/; events=.*/, '')];
  await playing();
  await settle();
  assert.ok(!JSON.parse(server.sent('POST').at(-1).body).includes('recording'));
});

test('takes a broken event stream up again', async (t) => {
  const server = installWish();
  server.links = EXTENSIONS;
  const player = await playing();
  await settle();
  t.mock.method(Math, 'random', () => 0);
  await server.tell('id: 5\ndata: x\n\n');
  await server.endStreams();
  await new Promise((resolve) => {
    const look = () => (server.sent('GET').length === 2 ? resolve() : setTimeout(look, 20));
    look();
  });
  assert.equal(server.sent('GET')[1].headers['Last-Event-ID'], '5');
  assert.equal(server.sent('POST').filter(({ path }) => path.endsWith('/events')).length, 1);
  await player.stop();
});

test('goes where the server sends it', async () => {
  const server = installWish();
  server.links = [EXTENSIONS[0].replace('viewercount', 'reconnect')];
  const player = await playing();
  await settle();
  const connected = whenState(player, 'connected');
  await server.tell('event: reconnect\ndata: {"url":"https://sfu.example/whep/elsewhere"}\n\n');
  await connected;
  assert.equal(
    server
      .sent('POST')
      .filter(({ path }) => path.startsWith('/whep'))
      .at(-1).path,
    '/whep/elsewhere',
  );
  await player.stop();
});

test('a page that goes away ends its session with a request that outlives it', async () => {
  const server = installWish();
  globalThis.window = new EventTarget();
  try {
    const player = await playing();
    window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
    await settle();
    assert.equal(player.state, 'closed');
    assert.deepEqual(
      server.sent('DELETE').map(({ keepalive }) => keepalive),
      [true],
    );
  } finally {
    delete globalThis.window;
  }
});

test('a busy server is asked again', async (t) => {
  const server = installWish();
  server.overrides.POST = () => Response.json({ error: 'busy' }, { status: 503, headers: { 'Retry-After': '2' } });
  const player = new WhepPlayer();
  const states = record(player, 'state');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const started = player.play(URL);
  await pass(t, 1500);
  assert.equal(server.sent('POST').length, 1);
  server.overrides = {};
  await pass(t, 2000);
  await started;
  t.mock.timers.reset();
  assert.deepEqual(
    states.map(([, { state, code }]) => [state, code]),
    [
      ['connecting', null],
      ['waiting', 'unavailable'],
      ['connected', null],
    ],
  );
  await player.stop();
});

test('answers a counter-offer', async () => {
  const server = installWish();
  server.overrides['POST /whep/daily'] = () =>
    new Response(ANSWER, { status: 406, headers: { 'Content-Type': 'application/sdp', Location: '/session/9' } });
  const player = await playing();
  const [answer] = server.sent('PATCH');
  assert.equal(answer.path, '/session/9');
  assert.equal(answer.headers['Content-Type'], 'application/sdp');
  assert.match(answer.body, /^v=0/);
  assert.equal(lastConnection().remoteDescription.type, 'offer');
  await player.stop();
});

test('tells how far behind it is', async () => {
  installWish();
  const player = await playing();
  const connection = lastConnection();
  const report = (seconds) =>
    new Map(
      [
        { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
        { id: 'P', type: 'candidate-pair', currentRoundTripTime: 0.04 },
        {
          id: 'V',
          type: 'inbound-rtp',
          mid: 'm0',
          timestamp: seconds * 1000,
          totalProcessingDelay: seconds * 30 * 0.05,
          framesDecoded: seconds * 30,
          bytesReceived: seconds * 10_000,
        },
      ].map((entry) => [entry.id, entry]),
    );
  connection.statistics = report(1);
  assert.equal((await player.stats()).latencyMillis, null);
  connection.statistics = report(2);
  const stats = await player.stats();
  assert.equal(Math.round(stats.latencyMillis), 70);
  assert.equal(stats.receiveBitrateBps, 80_000);
  await player.stop();
  assert.equal(await player.stats(), null);
});
