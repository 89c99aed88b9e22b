// A backend in one file, for Node.js from version 18 on and without packages: it knows who its users are,
// asks Sluice for a token with its API key, and hands only that token to the user's page.
//
//   API_KEY=backend:SECRET SLUICE_URL=http://127.0.0.1:8080 node server.mjs
//
// The secret never leaves this process; a token is good for one user, one room and ten minutes.
import { createServer } from 'node:http';

const sluice = process.env.SLUICE_URL ?? 'http://127.0.0.1:8080';
const apiKey = process.env.API_KEY ?? '';
const port = Number(process.env.PORT ?? 3000);

// Instead of this, look the user up by your session cookie.
const users = new Map([
  ['alice', { name: 'Alice', rooms: ['standup', 'board'], publish: ['audio', 'video', 'screen'] }],
  ['bob', { name: 'Bob', rooms: ['standup'], publish: ['audio'] }],
]);

/** Asks Sluice for a token. */
async function mint(grants) {
  const answer = await fetch(`${sluice}/api/tokens`, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${Buffer.from(apiKey).toString('base64')}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(grants),
    signal: AbortSignal.timeout(5000),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`Sluice answers ${answer.status}: ${body.error}`);
  return body;
}

/** POST /token?user=alice&room=standup */
async function token(url) {
  const id = url.searchParams.get('user') ?? '';
  const room = url.searchParams.get('room') ?? '';
  const user = users.get(id);
  if (!user || !user.rooms.includes(room)) return [403, { error: 'not for you' }];
  const minted = await mint({
    room,
    identity: id,
    name: user.name,
    publish: user.publish,
    ttl: 600,
  });
  return [200, { url: sluice, room, token: minted.token, expires: minted.expires }];
}

const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Join</title>
<button>Join as Bob</button><pre></pre>
<script type="module">
  document.querySelector('button').onclick = async () => {
    const answer = await fetch('/token?user=bob&room=standup', { method: 'POST' });
    const { url, room, token } = await answer.json();
    const { Room } = await import(url + '/web/client/sluice.js');
    const joined = await Room.connect(url, { room, token });
    document.querySelector('pre').textContent = 'in the room as ' + joined.localParticipant.id;
  };
</script></html>`;

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (request.method === 'POST' && url.pathname === '/token') {
    const [status, body] = await token(url).catch((error) => {
      console.error(error.message);
      return [502, { error: 'no token can be had now' }];
    });
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(body));
  } else if (request.method === 'GET' && url.pathname === '/') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(page);
  } else {
    response.writeHead(404).end();
  }
}).listen(port, '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}/`);
});
