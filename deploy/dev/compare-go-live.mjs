// Asks a go-live and a Sluice the same things and shows how they differ, as a Markdown table.
//
//   node deploy/dev/compare-go-live.mjs http://127.0.0.1:8090 http://127.0.0.1:8080
//
// Both must have been started with these variables, and with empty folders for their recordings:
//
//   AUTH_TOKEN=global ROOM_TOKENS=locked:key ADMIN_TOKEN=operator-operator RECORD_ENABLED=1 STUN_URLS=stun:127.0.0.1:3478
//   TURN_URLS=turn:127.0.0.1:3478 TURN_USERNAME=user TURN_PASSWORD=pass
//
// Exits with 1 when a status differs that is not meant to.
const [goLive, sluice] = process.argv.slice(2);
if (!sluice) {
  console.error('usage: node compare-go-live.mjs GO_LIVE_URL SLUICE_URL');
  process.exit(2);
}

const global = { Authorization: 'Bearer global' };
const operator = { Authorization: 'Bearer operator-operator' };
const sdp = { 'Content-Type': 'application/sdp' };

/** What publishers and players that gather before they POST send; nobody answers at the candidate's address. */
const offer = (direction) =>
  [
    'v=0',
    'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    'a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host',
    'a=ice-ufrag:EsAw',
    'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
    'a=fingerprint:sha-256 D2:FA:0E:C3:22:59:5E:14:95:69:92:3D:13:B4:84:24:2C:C2:A2:C0:3E:FD:34:8E:5E:EA:6F:AF:52:CE:E6:0F',
    'a=setup:actpass',
    'a=mid:0',
    `a=${direction}`,
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
    ...(direction === 'sendonly' ? ['a=ssrc:1001 cname:compare', 'a=msid:stream track'] : []),
    '',
  ].join('\r\n');

/** [what it is, method, path, headers, body] */
const requests = [
  ['the first page', 'GET', '/'],
  ['pages of go-live', 'GET', '/web/publisher.html?room=daily'],
  ['', 'GET', '/web/player.html?room=daily'],
  ['', 'GET', '/web/records.html'],
  ['health', 'GET', '/healthz'],
  ['metrics', 'GET', '/metrics'],
  ['bootstrap', 'GET', '/api/bootstrap'],
  ['bootstrap with a token', 'GET', '/api/bootstrap', global],
  ['rooms', 'GET', '/api/rooms'],
  ['rooms by another method', 'POST', '/api/rooms'],
  ['an unknown path', 'GET', '/api/nothing'],
  ['preflight', 'OPTIONS', '/api/whip/publish/daily', { Origin: 'https://a.example', 'Access-Control-Request-Method': 'POST' }],
  ['publish without a token', 'POST', '/api/whip/publish/daily', sdp, offer('sendonly')],
  ['publish with a wrong one', 'POST', '/api/whip/publish/daily', { ...sdp, Authorization: 'Bearer wrong' }, offer('sendonly')],
  ['a room with a token of its own', 'POST', '/api/whip/publish/locked', { ...sdp, ...global }, offer('sendonly')],
  ['an impossible name', 'POST', '/api/whip/publish/a%20b', { ...sdp, ...global }, offer('sendonly')],
  ['by another method', 'GET', '/api/whip/publish/daily', global],
  ['garbage', 'POST', '/api/whip/publish/daily', { ...sdp, ...global }, 'garbage'],
  ['more than a megabyte', 'POST', '/api/whip/publish/daily', { ...sdp, ...global }, 'v=0\r\n'.repeat(300_000)],
  ['play where nobody publishes', 'POST', '/api/whep/play/empty', { ...sdp, ...global }, offer('recvonly')],
  ['publish', 'POST', '/api/whip/publish/daily', { ...sdp, ...global }, offer('sendonly')],
  ['publish by X-Auth-Token', 'POST', '/api/whip/publish/locked', { ...sdp, 'X-Auth-Token': 'key' }, offer('sendonly')],
  ['a second publisher', 'POST', '/api/whip/publish/daily', { ...sdp, ...global }, offer('sendonly')],
  ['recordings without a token', 'GET', '/api/records'],
  ['recordings', 'GET', '/api/records', operator],
  ['a file that is not there, without a token', 'GET', '/records/nothing.ogg'],
  ['close without a token', 'POST', '/api/admin/rooms/daily/close'],
  ['close by another method', 'GET', '/api/admin/rooms/daily/close', operator],
  ['close', 'POST', '/api/admin/rooms/daily/close', operator],
  ['close what is not there', 'POST', '/api/admin/rooms/nothing/close', operator],
];

/** By what they are called above: statuses that differ on purpose, and why. */
const reasons = new Map([
  ['pages of go-live', 'leads to ours'],
  ['preflight', 'RFC 9725 wants 200 with Accept-Post'],
  ['by another method', 'RFC 9725 section 4.1: 204 without content'],
  ['play where nobody publishes', 'WHEP has 409 for it'],
  ['a second publisher', 'takes over; PUBLISHER_POLICY=reject answers 409 as go-live'],
  ['a file that is not there, without a token', 'recordings want a token'],
]);

async function ask(base, [, method, path, headers = {}, body]) {
  try {
    const answer = await fetch(base + path, {
      method,
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    });
    const text = (await answer.text()).trim();
    const location = answer.headers.get('location');
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', text, location };
  } catch (error) {
    return { status: 0, type: '', text: String(error.cause ?? error), location: null };
  }
}

function shown({ status, type, text, location }) {
  const what = location && status < 400 && status >= 300 ? `to ${location}` : type.startsWith('application/sdp') ? 'an answer' : text;
  return `${status} ${what.replaceAll('\n', ' ').replaceAll('|', '\\|').slice(0, 60)}`.trim();
}

console.log('| | request | go-live | Sluice | why |\n|---|---|---|---|---|');
let unexplained = 0;
let name = '';
for (const request of requests) {
  name = request[0] || name;
  const [theirs, ours] = [await ask(goLive, request), await ask(sluice, request)];
  const differs = theirs.status !== ours.status;
  const why = differs ? (reasons.get(name) ?? '**unexplained**') : '';
  unexplained += differs && !reasons.has(name) ? 1 : 0;
  console.log(`| ${request[0]} | \`${request[1]} ${request[2]}\` | ${shown(theirs)} | ${shown(ours)} | ${why} |`);
}
console.log(`\n${requests.length} requests, ${unexplained} statuses that differ and should not`);
process.exit(unexplained ? 1 : 0);
