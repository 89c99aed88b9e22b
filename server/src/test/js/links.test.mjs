import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, milliseconds } from '../../main/resources/web/js/format.js';
import {
  layerChoice,
  publishLink,
  readPublishParameters,
  readToken,
  readWatchParameters,
  watchLink,
  whepUrl,
  whipUrl,
} from '../../main/resources/web/js/links.js';
import { wordsForRefusal } from '../../main/resources/web/js/publish-words.js';
import { wordsForState } from '../../main/resources/web/js/watch-words.js';

const BASE = 'https://sfu.example/web/watch.html?room=x#y';

test('reads what is to be watched', () => {
  assert.deepEqual(readWatchParameters('?room=daily&participant=anna&view=stage&layer=q&controls=0&muted'), {
    room: 'daily',
    participant: 'anna',
    view: 'stage',
    layer: 'q',
    controls: false,
    muted: true,
  });
  assert.deepEqual(readWatchParameters('?room=Caf%C3%A9!&participant=a/b&view=all&layer=%22&muted=0'), {
    room: 'Cafe',
    participant: '',
    view: '',
    layer: 'auto',
    controls: true,
    muted: false,
  });
});

test('reads what is to be published', () => {
  assert.deepEqual(readPublishParameters('?room=daily&participant=cam-2&name=%20Ada%20'), {
    room: 'daily',
    participant: 'cam-2',
    name: 'Ada',
  });
});

test('a token stands behind the # and nowhere else', () => {
  assert.equal(readToken('#token=a%2Bb'), 'a+b');
  assert.equal(readToken('#other'), '');
  const link = watchLink(BASE, { room: 'daily', participant: 'anna', view: '', layer: 'auto' });
  assert.equal(link, 'https://sfu.example/web/watch.html?room=daily&participant=anna');
});

test('links lead to pages and endpoints of this server, also below a path', () => {
  assert.equal(publishLink(BASE, { room: 'daily' }), 'https://sfu.example/web/publish.html?room=daily');
  assert.equal(whipUrl(BASE, { room: 'daily' }), 'https://sfu.example/whip/daily');
  assert.equal(
    whipUrl('https://x.example/sfu/web/publish.html', { room: 'daily', participant: 'cam', name: 'Ada L' }),
    'https://x.example/sfu/whip/daily/cam?name=Ada+L',
  );
  assert.equal(whepUrl(BASE, { room: 'daily', participant: 'cam' }), 'https://sfu.example/whep/daily/cam');
  assert.equal(whepUrl(BASE, { room: 'daily', view: 'stage' }), 'https://sfu.example/whep/daily?view=stage&n=4');
});

test("a layer is a rid, a number of lines, or the server's choice", () => {
  assert.equal(layerChoice('auto'), null);
  assert.deepEqual(layerChoice('q'), { rid: 'q' });
  assert.deepEqual(layerChoice('0'), { rid: '0' });
  assert.deepEqual(layerChoice('360'), { maxHeight: 360 });
});

test('tells what happens to a stream', () => {
  const words = (state, code = null, message = null) => wordsForState({ state, code, message, retryMillis: null });
  assert.equal(words('connected'), null);
  assert.match(words('waiting', 'conflict').title, /Waiting for the stream/);
  assert.match(words('waiting', 'unavailable', 'subscriber limit reached').title, /All places are taken/);
  assert.match(words('waiting', 'unavailable', 'draining').title, /busy/);
  assert.match(words('reconnecting', 'connection_lost').title, /interrupted/);
  assert.equal(words('closed', 'unauthorized').askToken, true);
  assert.equal(words('closed', 'constructor').retry, true);
  assert.match(words('closed', 'rejected', 'no such view').text, /no such view/);
});

test('tells why a stream was not published', () => {
  for (const code of 'unauthorized forbidden conflict unavailable connection_lost timeout no_media ended'.split(' ')) {
    assert.doesNotMatch(wordsForRefusal(code, 'x'), /: x\./, code);
  }
  assert.match(wordsForRefusal('rejected', 'two video tracks'), /two video tracks/);
  assert.match(wordsForRefusal('constructor', ''), /could not be published/);
});

test('writes times as people read them', () => {
  assert.equal(duration(0), '00:00');
  assert.equal(duration(61_500), '01:01');
  assert.equal(duration(3_723_000), '1:02:03');
  assert.equal(milliseconds(null), '–');
  assert.equal(milliseconds(0.4), '< 1 ms');
});
