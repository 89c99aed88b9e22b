import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveTarget } from '../../main/resources/sluice-client/moves.js';
import { RetryPlan } from '../../main/resources/sluice-client/retry-plan.js';

const HOME = 'wss://sfu.example/api/ws?room=daily';
const plan = (settings) => new RetryPlan(HOME, { random: () => 1, ...settings });

function waits(retries, reason, count) {
  return Array.from({ length: count }, () => retries.next(reason).waitMillis);
}

test('the first attempt is soon, later ones come after growing pauses', () => {
  const retries = plan();
  retries.lost(0);
  assert.deepEqual(waits(retries, 'signaling', 7), [300, 500, 1000, 2000, 4000, 8000, 10_000]);
  retries.connected(100);
  retries.lost(100_000);
  assert.deepEqual(waits(retries, 'server', 2), [1000, 500]);
  retries.lost(200_000);
  assert.deepEqual(retries.next('media'), { attempt: 1, waitMillis: 0 });
});

test('the clients of a server that goes away are spread over a second', () => {
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  let seed = 7;
  const times = Array.from({ length: 1000 }, () => {
    const retries = plan({ random });
    retries.connected(0);
    retries.lost(60_000);
    return retries.next('server').waitMillis;
  });
  for (let tenth = 0; tenth < 10; tenth++) {
    const inTenth = times.filter((time) => Math.floor(time / 100) === tenth).length;
    assert.ok(inTenth > 60 && inTenth < 140, `${inTenth} of 1000 in the ${tenth}th tenth`);
  }
});

test('a pause the server asks for is kept, and those who were asked do not come at one moment', () => {
  const retries = plan();
  retries.lost(0);
  retries.told({ retryAfterMillis: 20_000 });
  assert.equal(retries.asked, true);
  assert.deepEqual(waits(retries, 'server', 1), [25_000]);
  retries.tried();
  assert.equal(retries.asked, false);
  retries.told({ retryAfterMillis: 86_400_000 });
  assert.deepEqual(waits(plan({ random: () => 0 }), 'server', 1), [0]);
  assert.ok(retries.next('server').waitMillis <= 75_000);
  for (const nonsense of [NaN, Infinity, 'soon', undefined]) {
    const other = plan();
    other.told({ retryAfterMillis: nonsense });
    assert.equal(other.asked, false);
  }
});

test('what is taken in and dropped again and again does not hurry back', () => {
  const retries = plan();
  const first = [];
  for (let now = 0; now < 6000; now += 1000) {
    retries.connected(now);
    retries.lost(now + 500);
    first.push(retries.next('server').waitMillis);
  }
  assert.deepEqual(first, [1000, 500, 1000, 2000, 4000, 8000]);
});

test('goes where the server says and back when that fails', () => {
  const retries = plan({ allowed: ['https://*.sfu.example'] });
  retries.connected(0);
  assert.equal(retries.told({ moveTo: 'https://b.sfu.example' }), true);
  retries.lost(1);
  assert.equal(retries.url, 'wss://b.sfu.example/api/ws?room=daily');
  retries.tried();
  retries.failed();
  assert.equal(retries.url, HOME);
  retries.tried();
  retries.failed();
  assert.equal(retries.url, 'wss://b.sfu.example/api/ws?room=daily');
  assert.equal(retries.forsake(), true);
  assert.equal(retries.url, HOME);
  assert.equal(retries.forsake(), false);
});

test('a refusal that sends elsewhere is followed at once', () => {
  const retries = plan({ allowed: () => true });
  retries.tried();
  retries.told({ moveTo: 'https://c.example/other/ws' });
  retries.failed();
  assert.equal(retries.url, 'wss://c.example/other/ws?room=daily');
});

test('where nothing came of it for good nobody sends us again, before a connection has held', () => {
  const retries = plan({ allowed: () => true });
  const moveTo = 'https://b.example';
  assert.equal(retries.knows(moveTo), false);
  retries.told({ moveTo });
  assert.deepEqual([retries.knows(moveTo), retries.knows(null), retries.knows('https://c.example')], [true, false, false]);
  retries.forsake();
  assert.deepEqual([retries.told({ moveTo }), retries.knows(moveTo), retries.url], [false, false, HOME]);
  retries.connected(0);
  retries.lost(20_000);
  assert.equal(retries.told({ moveTo }), true);
});

test('servers that send each other the same client do so a few times only', () => {
  const retries = plan({ allowed: () => true });
  let moved = 0;
  for (let turn = 0; turn < 20; turn++) {
    retries.connected(turn * 1000);
    moved += retries.told({ moveTo: `https://${turn % 2 ? 'a' : 'b'}.example` }) ? 1 : 0;
    retries.lost(turn * 1000 + 500);
  }
  assert.equal(moved, 5);
});

test('tokens go to the host they were given for, and to what the application allows', () => {
  const target = (moveTo, allowed, from = HOME) => moveTarget(moveTo, from, allowed)?.href ?? null;
  assert.equal(target('https://sfu.example:8443/api/ws'), 'https://sfu.example:8443/api/ws');
  assert.equal(target('/other'), 'wss://sfu.example/other');
  assert.equal(target('https://evil.example/'), null);
  assert.equal(target('https://sfu.example.evil.example/'), null);
  assert.equal(target('//evil.example/'), null);
  assert.equal(target('https://b.example/', ['https://b.example']), 'https://b.example/');
  assert.equal(target('wss://b.example/ws', ['https://b.example']), 'wss://b.example/ws');
  assert.equal(target('https://b.example:444/', ['https://b.example']), null);
  assert.equal(target('https://b.example:444/', ['https://b.example:444']), 'https://b.example:444/');
  assert.equal(target('https://a.b.example/', ['https://*.b.example']), 'https://a.b.example/');
  assert.equal(target('https://b.example/', ['https://*.b.example']), null);
  assert.equal(target('https://b.example/', ['*']), null);
  assert.equal(target('https://b.example/', (url) => url.hostname === 'b.example'), 'https://b.example/');
});

test('no address leads to a script, a file, a password or out of encryption', () => {
  const bad = [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://sfu.example/',
    'http://sfu.example/',
    'ws://sfu.example/',
    'https://user:secret@sfu.example/',
    'https://',
    '',
    null,
    undefined,
    7,
    { href: 'https://sfu.example' },
    `https://sfu.example/${'x'.repeat(3000)}`,
  ];
  for (const moveTo of bad.filter((each) => each !== '')) {
    assert.equal(moveTarget(moveTo, HOME, () => true), null, String(moveTo));
  }
  assert.equal(plan({ allowed: () => true }).told({ moveTo: '' }), false);
  assert.equal(moveTarget('http://a.example/', 'ws://a.example/api/ws')?.href, 'http://a.example/');
});
