/** What WHIP and WHEP clients do when they are redirected to another origin, on whose way browsers take the token away. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { WhepPlayer, WhipPublisher } from '../../main/resources/sluice-client/wish.js';
import { FakeTrack, record } from './fakes.mjs';
import { ANSWER, installWish, pass } from './wish-fakes.mjs';

const HERE = 'https://sfu.example';
const THERE = 'https://sfu.example:8443';
const ELSEWHERE = 'https://b.example';
const EVIL = 'https://evil.example';

let server;

beforeEach(() => {
  server = installWish();
  server.overrides.POST = (request) => (knows(request) ? opened(request) : refused());
});

const knows = ({ headers }) => headers.Authorization === 'Bearer secret';
const refused = () => Response.json({ error: 'unauthorized' }, { status: 401 });
const opened = ({ origin, path }) =>
  new Response(ANSWER, {
    status: 201,
    headers: { 'Content-Type': 'application/sdp', Location: `${origin}${path}/session` },
  });

/** What came where, and whether the token came with it. */
const seen = () => server.requests.map(({ method, origin, headers }) => `${method} ${origin} ${knows({ headers })}`);
const seenBy = (origin) => seen().filter((line) => line.includes(` ${origin} `));

async function publishing(options = {}) {
  const publisher = new WhipPublisher();
  const media = { getTracks: () => [new FakeTrack('video')] };
  await publisher.publish(media, { url: `${HERE}/whip/daily/camera`, token: 'secret', ...options });
  return publisher;
}

test('who is redirected to another port of the host asks there again, with the token', async () => {
  server.redirects[HERE] = THERE;
  const publisher = await publishing();
  assert.equal(publisher.sessionUrl, `${THERE}/whip/daily/camera/session`);
  await publisher.stop();
  assert.deepEqual(seen(), [`POST ${THERE} false`, `POST ${THERE} true`, `DELETE ${THERE} true`]);
});

test('an unencrypted endpoint may redirect to its encrypted self', async () => {
  server.redirects['http://sfu.example'] = HERE;
  const player = new WhepPlayer();
  await player.play('http://sfu.example/whep/daily?videos=2', { token: 'secret' });
  assert.equal(player.sessionUrl, `${HERE}/whep/daily/session`);
  assert.equal(server.sent('POST').at(-1).search, '?videos=2');
  await player.stop();
});

test('another host is shown the token where the application allows it', async () => {
  server.redirects[HERE] = ELSEWHERE;
  const publisher = await publishing({ allowMoveTo: ['https://*.example'] });
  assert.equal(publisher.sessionUrl, `${ELSEWHERE}/whip/daily/camera/session`);
  await publisher.stop();
  assert.equal(server.requests.at(-1).headers.Authorization, 'Bearer secret');
});

test('nobody else is: the refusal is final', async () => {
  server.redirects[HERE] = EVIL;
  await assert.rejects(publishing(), { code: 'unauthorized', status: 401 });
  await assert.rejects(publishing({ allowMoveTo: [ELSEWHERE] }), { code: 'unauthorized' });
  const player = new WhepPlayer();
  await assert.rejects(player.play(`${HERE}/whep/daily`, { token: 'secret' }), { code: 'unauthorized' });
  server.redirects = { [HERE]: 'http://sfu.example' };
  await assert.rejects(publishing({ allowMoveTo: () => true }), { code: 'unauthorized' }, 'out of encryption');
  assert.ok(seen().every((line) => line.endsWith('false')), seen().join());
});

test('a stranger that takes us in without the token is not shown it afterwards', async () => {
  server.redirects[HERE] = EVIL;
  server.links = [
    '</events>; rel="urn:ietf:params:whep:ext:core:server-sent-events"; events="layers"',
    '</layer>; rel="urn:ietf:params:whep:ext:core:layer"',
  ];
  server.overrides = {};
  const player = new WhepPlayer();
  await player.play(`${HERE}/whep/daily`, { token: 'secret' });
  await player.chooseLayer({ rid: 'q' });
  await player.stop();
  assert.ok(seenBy(EVIL).length >= 4, seen().join());
  assert.ok(seen().every((line) => line.endsWith('false')), seen().join());
});

test('a session that lies on another host is opened, and not shown the token there', async () => {
  server.overrides.POST = (request) => opened({ ...request, origin: EVIL });
  const publisher = await publishing();
  await publisher.stop();
  assert.deepEqual(seenBy(EVIL), [`DELETE ${EVIL} false`]);
});

test('a token that is refused there is shown there once', async () => {
  server.redirects[HERE] = THERE;
  server.overrides.POST = refused;
  const publisher = new WhipPublisher();
  const states = record(publisher, 'state');
  const media = { getTracks: () => [new FakeTrack('video')] };
  const settings = { url: `${HERE}/whip/daily`, token: 'secret', connectTimeout: 60_000 };
  await assert.rejects(publisher.publish(media, settings), { code: 'unauthorized' });
  assert.deepEqual(seen(), [`POST ${THERE} false`, `POST ${THERE} true`, `POST ${THERE} false`]);
  assert.equal(states.at(-1)[1].state, 'closed');
});

test('servers that redirect to each other without end are asked a few times only', async (t) => {
  let count = 0;
  server.overrides.POST = () => {
    // each time it was asked it sends us to another one
    server.redirects = { [`${HERE}:${9000 + count}`]: `${HERE}:${9000 + ++count}` };
    return refused();
  };
  server.redirects[HERE] = `${HERE}:9000`;
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const given = assert.rejects(publishing(), { code: 'unauthorized' });
  await pass(t, 20_000);
  await given;
  t.mock.timers.reset();
  assert.ok(server.requests.length <= 7, seen().join());
  assert.ok(count > 4, seen().join());
});

test('who has no token is refused as ever', async () => {
  server.redirects[HERE] = THERE;
  await assert.rejects(publishing({ token: undefined }), { code: 'unauthorized' });
  assert.equal(server.requests.length, 1);
});

test('a viewer that waits for a publisher elsewhere is not given up for being redirected often', async (t) => {
  server.redirects[HERE] = THERE;
  let waits = 0;
  server.overrides.POST = (request) => {
    if (!knows(request)) {
      return refused();
    }
    return ++waits > 8 ? opened(request) : Response.json({ error: 'no active publisher' }, { status: 409 });
  };
  const player = new WhepPlayer();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const playing = player.play(`${HERE}/whep/daily`, { token: 'secret' });
  await pass(t, 180_000);
  await playing;
  t.mock.timers.reset();
  assert.equal(player.sessionUrl, `${THERE}/whep/daily/session`);
  await player.stop();
});
