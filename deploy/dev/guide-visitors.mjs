// Two people who visit the server that server/docs/production.md ends with; deploy/dev/try-guide.sh calls it:
//
//   TOKEN_ONE=... TOKEN_TWO=... node guide-visitors.mjs DOMAIN ADDRESS CA.pem RECORDING
//
// Two Chromium pages meet by HTTPS, which trust the authority in CA.pem and nobody else who is not public; the second gets
// nowhere but through TURN. The first has the room recorded. When both see each other the file RECORDING.call is made; who
// made the server restart removes it, and both must see each other again. The recording is saved as RECORDING.
import { X509Certificate, createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { get } from 'node:https';

const [domain, address, authority, saved] = process.argv.slice(2);
const { chromium } = createRequire(new URL('../../server/target/browser-driver/', import.meta.url))('playwright-core');
const ca = readFileSync(authority);
const PATIENCE = 60_000;

/** Chromium has no option for an authority: what its chain must hold is told by the key. */
const key = createHash('sha256')
  .update(new X509Certificate(ca).publicKey.export({ type: 'spki', format: 'der' }))
  .digest('base64');

function say(text) {
  console.log(`   ${text}`);
}

/** Over HTTPS with Node's own checks of chain and name. */
function fetchChecked(path, token) {
  return new Promise((resolve, reject) => {
    const lookup = (_, options, done) =>
      options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);
    get(`https://${domain}${path}`, { ca, lookup, headers: token ? { Authorization: `Bearer ${token}` } : {} }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

async function until(what, look) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function join(browser, token, relay) {
  const page = await (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();
  await page.goto(`https://${domain}/`);
  if (!(await page.evaluate(() => isSecureContext))) throw new Error('the page is not secure');
  await page.evaluate(
    async ({ token, relay }) => {
      const { Room } = await import('/web/client/sluice.js');
      const pairs = [];
      globalThis.frames = [];
      // the library makes its connections itself; the test wants to see which pair they chose
      const Original = RTCPeerConnection;
      globalThis.RTCPeerConnection = class extends Original {
        constructor(...options) {
          super(...options);
          pairs.push(this);
        }
      };
      globalThis.pairs = pairs;
      const room = await Room.connect(new URL('/api/ws', location).href, {
        room: 'standup',
        token,
        name: relay ? 'far' : 'near',
        rtcConfiguration: relay ? { iceTransportPolicy: 'relay' } : {},
      });
      globalThis.room = room;
      const watch = ({ track }) => {
        if (track.kind !== 'video') return;
        const video = document.createElement('video');
        video.muted = true;
        video.srcObject = new MediaStream([track]);
        document.body.append(video);
        video.play();
        const note = () => {
          globalThis.frames.push(performance.now());
          video.requestVideoFrameCallback(note);
        };
        video.requestVideoFrameCallback(note);
      };
      room.addEventListener('trackSubscribed', ({ detail }) => watch(detail));
      const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240 } });
      for (const track of media.getTracks()) await room.publish(track);
    },
    { token, relay },
  );
  return page;
}

const frames = (page) => page.evaluate(() => globalThis.frames.length);

/** The type of the local candidate in use, by the newest connection that has one. */
const candidate = (page) =>
  page.evaluate(async () => {
    for (const connection of [...globalThis.pairs].reverse()) {
      const stats = [...(await connection.getStats()).values()];
      const pair = stats.find((it) => it.type === 'candidate-pair' && it.nominated && it.state === 'succeeded');
      const local = pair && stats.find((it) => it.id === pair.localCandidateId);
      if (local) return `${local.candidateType} by ${local.relayProtocol ?? local.protocol}`;
    }
    return '';
  });

const health = await fetchChecked('/healthz');
say(`https://${domain}/healthz: ${health.status} ${health.body}`);
const closed = await fetchChecked('/api/records');
say(`recordings without a token: ${closed.status}`);
const inner = await fetchChecked('/metrics');
say(`/metrics from outside: ${inner.status}`);
if (health.status !== 200 || closed.status !== 401 || ![403, 404].includes(inner.status)) throw new Error('not as it should be');

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--host-resolver-rules=MAP ${domain} ${address}`,
    `--ignore-certificate-errors-spki-list=${key}`,
  ],
});
try {
  const near = await join(browser, process.env.TOKEN_ONE, false);
  await near.evaluate(() => globalThis.room.startRecording());
  const far = await join(browser, process.env.TOKEN_TWO, true);
  for (const page of [near, far]) await until('both see each other', async () => (await frames(page)) > 30);
  say(`the first: ${await candidate(near)}; the second: ${await candidate(far)}`);
  if (!(await candidate(far)).startsWith('relay')) throw new Error('the second did not come through TURN');

  const before = [await frames(near), await frames(far)];
  writeFileSync(`${saved}.call`, '');
  await until('the server was restarted', () => !existsSync(`${saved}.call`));
  for (const [index, page] of [near, far].entries()) {
    const after = await until('frames after the restart', async () => {
      const times = await page.evaluate(() => globalThis.frames);
      const longest = times.slice(1).reduce((most, time, i) => Math.max(most, time - times[i]), 0);
      const last = times.findLastIndex((time, i) => i > 0 && time - times[i - 1] === longest);
      return longest > 300 && times.length - last > 30 && { longest, frames: times.length };
    });
    say(
      `${index ? 'the second' : 'the first'} was without pictures for ${(after.longest / 1000).toFixed(1)} s when the server ` +
        `was restarted (${before[index]} frames before, ${after.frames - before[index]} since)`,
    );
  }
  await near.evaluate(() => globalThis.room.leave());
  await far.evaluate(() => globalThis.room.leave());
} finally {
  await browser.close();
}

const files = await until('the recording is whole', async () => {
  const list = JSON.parse((await fetchChecked('/api/records', process.env.TOKEN_ONE)).body);
  return list.length > 0 && list.every((file) => file.state !== 'recording' && file.state !== 'recovering') && list;
});
say(`recorded: ${files.map((file) => `${file.name} (${file.durationMillis} ms, ${file.state})`).join(', ')}`);
const longest = files.reduce((most, file) => (file.durationMillis > most.durationMillis ? file : most));
writeFileSync(saved, (await fetchChecked(longest.url, process.env.TOKEN_ONE)).body);
