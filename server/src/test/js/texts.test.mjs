import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initials } from '../../main/resources/web/js/avatar.js';
import { asRoomName, friendlyRoomName, isRoomName, readParameters } from '../../main/resources/web/js/parameters.js';
import { wordsForDevices, wordsForEnd, wordsForLeaving } from '../../main/resources/web/js/words.js';

test('reads what the address asks for', () => {
  assert.deepEqual(readParameters('?room=calm-river&name=Ada%20L&autojoin=1&audio=0'), {
    room: 'calm-river',
    name: 'Ada L',
    autojoin: true,
    audio: false,
    video: true,
  });
  assert.deepEqual(readParameters(''), { room: '', name: '', autojoin: false, audio: true, video: true });
});

test('makes a room name of anything', () => {
  assert.equal(asRoomName(' Team Café! '), 'Team-Cafe');
  assert.equal(asRoomName('a/b?c'), 'a-b-c');
  assert.equal(asRoomName('日本'), '');
  assert.equal(asRoomName('x'.repeat(100)).length, 64);
  assert.ok(isRoomName(asRoomName('<script>alert(1)</script>')));
});

test('invents valid room names that differ', () => {
  const names = new Set(Array.from({ length: 50 }, friendlyRoomName));
  assert.ok([...names].every(isRoomName));
  assert.ok(names.size > 45);
});

test('shortens names to initials', () => {
  assert.equal(initials('Ada Lovelace'), 'AL');
  assert.equal(initials('grace brewster murray hopper'), 'GH');
  assert.equal(initials('linus'), 'L');
  assert.equal(initials('😀 Smile'), '😀S');
  assert.equal(initials('  '), '?');
});

test('has words of its own for every end a person can meet', () => {
  const unexpected = wordsForEnd('no such code', '').title;
  const codes =
    'room_full room_closed identity_in_use unavailable forbidden negotiation_failed too_many_requests timeout connection_lost replaced kicked server_shutdown signaling_lost media_lost too_slow no_webrtc';
  for (const code of codes.split(' ')) {
    assert.notEqual(wordsForEnd(code, '').title, unexpected, code);
  }
  assert.match(wordsForEnd('internal_error', 'out of luck').text, /out of luck/);
  assert.equal(wordsForEnd('constructor', '').title, unexpected);
});

test('tells which device is in trouble and what to do', () => {
  assert.equal(wordsForDevices('on', 'on'), null);
  assert.equal(wordsForDevices('off', 'asking'), null);
  assert.equal(wordsForDevices('denied', 'denied')?.title, 'Camera and microphone are blocked');
  assert.equal(wordsForDevices('on', 'missing')?.title, 'No camera found');
  assert.equal(wordsForDevices('missing', 'missing')?.title, 'No camera or microphone found');
  assert.equal(wordsForDevices('busy', 'off')?.title, 'Microphone is in use');
  assert.equal(wordsForDevices('insecure', 'insecure')?.title, 'Camera and microphone need a secure page');
});

test('says how somebody left', () => {
  assert.equal(wordsForLeaving('left', 'Ada'), 'Ada left');
  assert.equal(wordsForLeaving('media_lost', 'Ada'), 'Ada lost the connection');
});
