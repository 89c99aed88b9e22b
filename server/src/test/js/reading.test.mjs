import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Reading } from '../../main/resources/web/js/reading.js';

const root = { dataset: {} };
let timers;
let reads;
let told;

/** Reads what `reads` has next: a promise. */
const reading = (more = {}) =>
  new Reading(root, {
    read: async (current) => {
      const value = await reads.shift();
      if (current()) {
        told.push(value);
      }
    },
    onRead: () => told.push('read'),
    onFailed: () => true,
    goesOn: () => true,
    interval: () => 1000,
    onWait: (nextInMs) => told.push(nextInMs === null ? 'up to date' : 'late'),
    ...more,
  });

beforeEach(() => {
  timers = [];
  reads = [];
  told = [];
  globalThis.document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  globalThis.window = { setTimeout: (task) => timers.push(task) };
});

test('reads again after a while', async () => {
  reads.push('first', 'second');
  const pages = reading();
  await pages.again();
  assert.deepEqual(told, ['first', 'read', 'up to date']);
  assert.equal(timers.length, 1);
  timers[0]();
  await new Promise(setImmediate);
  assert.deepEqual(told.slice(3), ['second', 'read', 'up to date']);
});

test('passes over what comes after another reading was begun', async () => {
  let late;
  reads.push(new Promise((resolve) => (late = resolve)), 'second');
  const pages = reading();
  const first = pages.again();
  await pages.again();
  late('first');
  await first;
  assert.deepEqual(told, ['second', 'read', 'up to date']);
  assert.equal(root.dataset.busy, 'false');
});

test('says that it is late as long as the server does not answer and something is shown', async () => {
  reads.push(Promise.reject(new Error('away')), 'second');
  const pages = reading();
  await pages.again();
  await pages.again();
  assert.deepEqual(told, ['late', 'second', 'read', 'up to date']);
});

test('does not read again what is not worth it', async () => {
  reads.push('first');
  await reading({ goesOn: () => false }).again();
  assert.equal(timers.length, 0);
});

test('reads nothing for a page that nobody sees, and at once when somebody does', async () => {
  reads.push('first', 'second');
  await reading().again();
  document.visibilityState = 'hidden';
  timers[0]();
  assert.equal(reads.length, 1);
  document.visibilityState = 'visible';
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(reads.length, 0);
});

test('forgets what it reads when it is stopped', async () => {
  let late;
  reads.push(new Promise((resolve) => (late = resolve)));
  const pages = reading();
  const first = pages.again();
  pages.stop();
  late('first');
  await first;
  assert.deepEqual(told, []);
});
