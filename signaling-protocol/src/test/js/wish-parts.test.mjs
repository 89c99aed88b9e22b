import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shaped } from '../../main/resources/sluice-client/encodings.js';
import { EventStreamParser } from '../../main/resources/sluice-client/event-stream.js';
import { iceServersOf, linkOf, parseLinks } from '../../main/resources/sluice-client/link-header.js';
import { withOpus } from '../../main/resources/sluice-client/opus.js';
import { fragmentOf, iceDescription, withIceOf } from '../../main/resources/sluice-client/sdp-fragment.js';
import { retryAfter } from '../../main/resources/sluice-client/wish-request.js';
import { FakeTrack } from './fakes.mjs';
import { ANSWER } from './wish-fakes.mjs';

test('reads links with commas, semicolons and quotes inside', () => {
  const links = parseLinks(
    '<stun:stun.example>; rel="ice-server", <turn:turn.example?transport=udp>; rel="ice-server"; username="a,b;c"; ' +
      'credential="say \\"x\\""; credential-type="password", </e>; rel=urn:x; events="active,layers"',
  );
  assert.equal(links.length, 3);
  assert.deepEqual(iceServersOf(links), [
    { urls: 'stun:stun.example' },
    { urls: 'turn:turn.example?transport=udp', username: 'a,b;c', credential: 'say "x"' },
  ]);
  assert.deepEqual(linkOf(links, 'urn:x'), { target: '/e', parameters: { rel: 'urn:x', events: 'active,layers' } });
  assert.equal(linkOf(links, 'urn:y'), undefined);
});

test('no link header is no links, and what is no ICE server is left out', () => {
  assert.deepEqual(parseLinks(null), []);
  assert.deepEqual(iceServersOf(parseLinks('<https://a.example>; rel="ice-server"')), []);
});

test('a fragment holds the first section only', () => {
  assert.equal(
    fragmentOf(iceDescription(ANSWER), ['candidate:1 x', 'candidate:2 y'], true),
    'a=group:BUNDLE m0 m1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:m0\r\na=ice-ufrag:srv1\r\na=ice-pwd:srvpwd1\r\n' +
      'a=candidate:1 x\r\na=candidate:2 y\r\na=end-of-candidates\r\n',
  );
});

test('a restart changes credentials and candidates of an answer and nothing else', () => {
  const restarted = withIceOf(
    ANSWER,
    'a=ice-ufrag:new\r\na=ice-pwd:newpwd\r\na=candidate:9 z\r\na=end-of-candidates\r\n',
  );
  assert.equal(restarted.match(/a=ice-ufrag:new/g).length, 2);
  assert.equal(restarted.match(/a=ice-pwd:newpwd/g).length, 2);
  assert.doesNotMatch(restarted, /srv1|192\.0\.2\.1/);
  assert.ok(restarted.indexOf('a=candidate:9 z') < restarted.indexOf('m=video'));
  assert.equal(restarted.split('\r\n').length, ANSWER.split('\r\n').length);
  assert.throws(() => withIceOf(ANSWER, 'a=ice-ufrag:new\r\n'), TypeError);
});

test('Opus gets parameters in place of those of the same name', () => {
  const sdp = 'm=audio\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;stereo=0\r\na=rtpmap:0 PCMU/8000\r\n';
  assert.match(
    withOpus(sdp, { stereo: 1, maxaveragebitrate: 96000 }),
    /fmtp:111 minptime=10;stereo=1;maxaveragebitrate=96000\r\n/,
  );
  assert.equal(withOpus(sdp, {}), sdp);
  assert.equal(withOpus('m=audio\r\na=rtpmap:0 PCMU/8000\r\n', { stereo: 1 }), 'm=audio\r\na=rtpmap:0 PCMU/8000\r\n');
});

test('events come out of any cut of a stream', () => {
  const stream =
    ': hello\r\nid: 7\nevent: layers\r\ndata: {"1":[]}\r\n\r\nretry: 1500\nevent: active\ndata:{}\n\ndata: a\rdata: b\r\r';
  for (let size = 1; size <= stream.length; size++) {
    const parser = new EventStreamParser();
    const events = [];
    for (let at = 0; at < stream.length; at += size) {
      events.push(...parser.read(stream.slice(at, at + size)));
    }
    events.push(...parser.read('\n'));
    assert.deepEqual(events, [
      { name: 'layers', data: '{"1":[]}' },
      { name: 'active', data: '{}' },
      { name: 'message', data: 'a\nb' },
    ]);
    assert.deepEqual([parser.lastEventId, parser.retryMillis], ['7', 1500]);
  }
});

test('an event without an end is not kept for ever', () => {
  const parser = new EventStreamParser();
  assert.throws(() => {
    for (let piece = 0; piece < 100; piece++) {
      parser.read('data: ' + 'x'.repeat(100_000));
    }
  }, RangeError);
  const lines = new EventStreamParser();
  assert.throws(() => {
    for (let piece = 0; piece < 100; piece++) {
      lines.read('data: ' + 'x'.repeat(100_000) + '\n');
    }
  }, RangeError);
});

test('Retry-After is seconds or a date', () => {
  assert.equal(retryAfter('3'), 3000);
  assert.equal(retryAfter('Wed, 25 Nov 2026 20:00:10 GMT', Date.parse('2026-11-25T20:00:00Z')), 10_000);
  assert.equal(retryAfter('Wed, 25 Nov 2026 20:00:10 GMT', Date.parse('2026-11-26T20:00:00Z')), 0);
  assert.equal(retryAfter('soon'), null);
  assert.equal(retryAfter(null), null);
});

test('encodings suit the picture', () => {
  const track = (width, height) => Object.assign(new FakeTrack('video'), { settings: { width, height } });
  const rids = [{ rid: 'q' }, { rid: 'h' }, { rid: 'f' }];
  const large = shaped(rids, { track: track(1280, 720), maxBitrate: 2_178_000, maxFramerate: 30, simulcast: true });
  assert.deepEqual(large, [
    { rid: 'q', maxBitrate: 200_000, maxFramerate: 30, active: true, scaleResolutionDownBy: 4 },
    { rid: 'h', maxBitrate: 660_000, maxFramerate: 30, active: true, scaleResolutionDownBy: 2 },
    { rid: 'f', maxBitrate: 2_178_000, maxFramerate: 30, active: true, scaleResolutionDownBy: 1 },
  ]);
  const small = shaped(rids, { track: track(320, 240), simulcast: true });
  assert.deepEqual(
    small.map(({ active }) => active),
    [true, false, false],
  );
  assert.deepEqual(shaped([{}], { track: track(1280, 720), maxBitrate: 900_000, simulcast: false }), [
    { maxBitrate: 900_000 },
  ]);
});
