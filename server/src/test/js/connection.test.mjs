import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  wordsForNextTry,
  wordsForPausedVideo,
  wordsForReconnecting,
  wordsForStreamLost,
  wordsForWaiting,
} from '../../main/resources/web/js/connection-words.js';
import { paced } from '../../main/resources/web/js/pace.js';

test('says what keeps a call from going on', () => {
  const words = (reason, code, attempt = 1, online = true) => wordsForReconnecting({ reason, code, attempt }, online);
  assert.match(words('server', 'server_shutdown'), /being restarted.*Your call continues/);
  assert.match(words('server', 'unavailable', 3), /restarted, or has no place/);
  assert.match(words('signaling', 'connection_lost'), /^The connection was lost/);
  assert.match(words('signaling', 'connection_lost', 2), /^No connection to the server/);
  assert.match(words('server', 'connection_lost', 2), /^No connection to the server/);
  assert.match(words('media', 'media_lost'), /another way/);
  assert.match(words('signaling', 'connection_lost', 1, false), /^You are offline/);
  assert.match(words('signaling', 'constructor'), /^The connection was lost/);
});

test('says what keeps a person from joining', () => {
  assert.match(wordsForWaiting({ reason: 'signaling', code: 'unavailable', attempt: 1 }), /restarted.*You join/);
  assert.match(wordsForWaiting({ reason: 'signaling', code: 'connection_lost', attempt: 1 }), /^No connection/);
});

test('says when the next attempt is', () => {
  assert.equal(wordsForNextTry(4), 'Next try in 4 s');
  assert.equal(wordsForNextTry(0), 'Trying now…');
});

test('says which way there is no video', () => {
  assert.equal(wordsForPausedVideo({ send: false, receive: false }), '');
  assert.match(wordsForPausedVideo({ send: true, receive: true }), /too slow for video: audio only/);
  assert.match(wordsForPausedVideo({ send: true, receive: false }), /others hear you/);
  assert.match(wordsForPausedVideo({ send: false, receive: true }), /receive video/);
});

test('says what became of a stream', () => {
  assert.match(wordsForStreamLost('unavailable'), /restarted/);
  assert.match(wordsForStreamLost('ended'), /restarted/);
  assert.match(wordsForStreamLost('connection_lost', false), /offline/);
  assert.match(wordsForStreamLost('no_media'), /No connection/);
});

test('asks a server that is away less and less often, and never all at once', () => {
  assert.equal(paced(2000, 0), 2000);
  assert.deepEqual(
    [1, 2, 3, 4, 10].map((failures) => paced(2000, failures, () => 0.5)),
    [4000, 8000, 16_000, 30_000, 30_000],
  );
  assert.deepEqual([paced(4000, 1, () => 0), paced(4000, 1, () => 1)], [6000, 10_000]);
});
