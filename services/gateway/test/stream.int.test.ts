import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Refusal } from '@lienthong/domain';
import { eventually } from '@lienthong/testkit';
import type { Browser } from './browser.ts';
import { type GatewaySite, startGatewaySite } from './gateway-site.ts';
import { stageOperations, update, type Watch } from './staged-operations.ts';

const path = '/api/lienthong.operations.v1.OperationsService/WatchRollup';
const selection = { unit: '46@0', from: '2025-06-30', to: '2025-06-30' };
const wanted = encodeURIComponent(JSON.stringify({ selection }));
const stage: { watch: Watch } = { watch: async function* () {} };
let it: GatewaySite;
let watcher: Browser;

beforeAll(async () => {
  it = await startGatewaySite({
    site: { services: ['directory', 'operations', 'gateway'] },
    services: { operations: stageOperations(stage) },
    gateway: { heartbeatMs: 50 },
  });
  watcher = it.browser();
  await watcher.signIn('van.hanh', 'mat-khau-3');
  await eventually(async () => {
    const { homeUnit } = (await (await watcher.get('/auth/me')).json()) as { homeUnit: { name: string } };
    return homeUnit.name !== '';
  });
});
afterAll(() => it?.stop());

interface Reading {
  status: number;
  /** Everything that has arrived. */
  text(): string;
  ended: Promise<string>;
  close(): void;
}

/** Opens a stream and reads on in the background. */
async function open(
  headers: Record<string, string> = {},
  message: unknown = { selection },
  browser = watcher,
): Promise<Reading> {
  const abort = new AbortController();
  const response = await fetch(
    new URL(`${path}?message=${encodeURIComponent(JSON.stringify(message))}`, it.origin),
    {
      headers: {
        cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      signal: abort.signal,
    },
  );
  let text = '';
  const ended = (async () => {
    try {
      for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
    return text;
  })();
  return { status: response.status, text: () => text, ended, close: () => abort.abort() };
}

/** Says nothing until the caller goes away. */
const silence: Watch = async function* (_request, { signal }) {
  yield* [];
  await untilGone(signal);
};

/** Until the caller goes away. */
const untilGone = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

test('messages arrive as events with their token as id', async () => {
  stage.watch = async function* () {
    yield update('t-1', 5);
    yield update('t-2', 6);
  };
  const reading = await open();
  const text = await reading.ended;
  expect(reading.status).toBe(200);
  expect(text).toMatch(/id: t-1\ndata: \{.*"value":"5".*\}\n\nid: t-2\ndata: \{.*"value":"6"/);
});

test('the token seen last comes back as resume token', async () => {
  let asked: string | undefined;
  stage.watch = async function* (request) {
    asked = request.resumeToken;
    yield update('t-8');
  };
  await (await open({ 'last-event-id': 't-7' }, { selection, resume_token: 'old' })).ended;
  expect(asked).toBe('t-7');
});

test('a quiet stream opens, beats, and is closed behind when the browser goes away', async () => {
  let gone = false;
  stage.watch = async function* (request, call) {
    yield* silence(request, call);
    gone = true;
  };
  const reading = await open();
  await eventually(() => reading.text().includes(': beat'));
  expect(gone).toBe(false);
  reading.close();
  await eventually(() => gone);
});

test('a browser that goes away while it is let in leaves no stream behind', async () => {
  const watched = new Set<object>();
  stage.watch = async function* (request, call) {
    const mine = {};
    watched.add(mine);
    yield* silence(request, call);
    watched.delete(mine);
  };
  const { hostname, port } = new URL(it.origin);
  const cookie = [...watcher.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  for (let visitor = 0; visitor < 60; visitor += 1) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      `GET ${path}?message=${wanted} HTTP/1.1\r\nhost: ${hostname}\r\ncookie: ${cookie}\r\n\r\n`,
      () => setTimeout(() => socket.destroy(), visitor % 4),
    );
    await once(socket, 'close');
  }
  await eventually(async () => {
    const reading = await open();
    reading.close();
    return reading.status === 200;
  });
  await eventually(() => watched.size === 0);
});

test('signing out ends the streams of the session at once, with the reason', async () => {
  const browser = it.browser();
  await browser.signIn('van.hanh', 'mat-khau-3');
  stage.watch = async function* (_request, { signal }) {
    yield update('t-1');
    await untilGone(signal);
  };
  const reading = await open({}, { selection }, browser);
  await eventually(() => reading.text().includes('t-1'));
  expect((await browser.post('/auth/sign-out', '{}')).status).toBe(200);
  const text = await reading.ended;
  expect(text).toMatch(/event: error\ndata: \{"code":"unauthenticated".*SESSION_ENDED/);
});

test('a slow browser holds the stream back instead of filling our memory', async () => {
  let made = 0;
  const filler = 'x'.repeat(50_000);
  stage.watch = async function* () {
    for (; made < 2_000; made += 1) yield update(`t-${made}`, made, filler);
  };
  const { hostname, port } = new URL(it.origin);
  const socket = connect(Number(port), hostname);
  const cookie = [...watcher.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  socket.write(
    `GET ${path}?message=${wanted} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncookie: ${cookie}\r\n\r\n`,
  );
  socket.pause();
  let before = -1;
  // 100 MB wait behind; what is made stops growing once the buffers between are full.
  await eventually(
    () => {
      const still = made > 0 && made === before;
      before = made;
      return still;
    },
    { everyMs: 300 },
  );
  expect(made).toBeLessThan(1_000);
  socket.destroy();
});

test('a stream that has waited for its browser many times leaves no listener behind', async () => {
  const responses: ServerResponse[] = [];
  const note = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.url?.startsWith(path)) responses.push(response);
  };
  subscribe('http.server.request.start', note);
  const listeners = (response?: ServerResponse) =>
    ['close', 'error', 'drain'].map((name) => response?.listenerCount(name));
  stage.watch = silence;
  const quiet = await open();
  await eventually(() => quiet.text().includes(': beat'));
  stage.watch = async function* (_request, { signal }) {
    for (let made = 0; made < 40; made += 1) yield update(`t-${made}`, made, 'x'.repeat(200_000));
    await untilGone(signal);
  };
  const busy = await open();
  await eventually(() => busy.text().includes('id: t-39\n'));
  await eventually(() => busy.text().endsWith(': beat\n\n'));
  unsubscribe('http.server.request.start', note);
  const [ofQuiet, ofBusy] = responses;
  expect(listeners(ofBusy)).toEqual(listeners(ofQuiet));
  quiet.close();
  busy.close();
});

test.each([
  ['a refusal', '{"selection":{"byDay":"x"}}', 400, 'INVALID_FIELD'],
  ['no JSON', '{', 400, 'MALFORMED_JSON'],
])(
  'what cannot succeed is an HTTP error, so that the browser does not try again: %s',
  async (_n, message, status, reason) => {
    const response = await watcher.get(`${path}?message=${encodeURIComponent(message)}`);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(reason);
  },
);

test('who may not watch is told so', async () => {
  const clerk = it.browser();
  await clerk.signIn('can.bo', 'mat-khau-1');
  const response = await clerk.get(`${path}?message=%7B%7D`);
  expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('NOT_ALLOWED')]);
  const nobody = await it.browser().get(`${path}?message=%7B%7D`);
  expect(nobody.status).toBe(401);
});

test('browsers are told to come back at different times, so that an office does not in one moment', async () => {
  stage.watch = async function* () {
    yield update('t-1');
  };
  const texts = await Promise.all(Array.from({ length: 8 }, async () => (await open()).ended));
  const waits = texts.map((text) => Number(/^retry: (\d+)$/m.exec(text)?.[1]));
  for (const wait of waits) {
    expect(wait).toBeGreaterThanOrEqual(2_000);
    expect(wait).toBeLessThanOrEqual(4_000);
  }
  expect(new Set(waits).size).toBeGreaterThan(1);
});

test('another page cannot open a stream, and a unary method is none', async () => {
  const response = await watcher.get(`${path}?message=${wanted}`, { 'sec-fetch-site': 'cross-site' });
  expect(response.status).toBe(403);
  const unary = await watcher.get('/api/lienthong.directory.v1.DirectoryService/GetUnit?message=%7B%7D');
  expect(unary.status).toBe(501);
});

test('a session has a bounded number of streams', async () => {
  stage.watch = silence;
  const readings = await Promise.all(Array.from({ length: 16 }, () => open()));
  const refused = await open();
  expect(refused.status).toBe(429);
  for (const reading of readings) reading.close();
  // Each that ends gives its place back.
  await eventually(async () => {
    const again = await open();
    again.close();
    return again.status === 200;
  });
});

test("the service behind ends a stream with its token: the browser's goes on where it was, under the session's next token", async () => {
  const asked: string[] = [];
  stage.watch = async function* ({ resumeToken }, { signal }) {
    asked.push(resumeToken);
    yield update(`t-${asked.length}`);
    // As the server does when a token's time is over, which no test can wait for.
    if (asked.length === 1) {
      it.ahead(9.5 * 60_000);
      throw new Refusal('unauthenticated', 'TOKEN_EXPIRED', 'the token has expired');
    }
    await untilGone(signal);
  };
  const reading = await open({ 'last-event-id': 't-0' });
  await eventually(() => reading.text().includes('id: t-2'));
  expect(asked).toEqual(['t-0', 't-1']);
  expect(reading.text()).not.toContain('event: error');
  reading.close();
  it.ahead(0);
});

test('while the issuer has no newer token, an expired one ends the stream for now', async () => {
  let asked = 0;
  stage.watch = async function* () {
    asked += 1;
    yield update('t-1');
    throw new Refusal('unauthenticated', 'TOKEN_EXPIRED', 'the token has expired');
  };
  expect(await (await open()).ended).toMatch(
    /event: error\ndata: \{"code":"unavailable".*ISSUER_UNAVAILABLE/,
  );
  expect(asked).toBe(1);
});

test('a restart ends the streams with a reason that passes, and does not wait for browsers', async () => {
  stage.watch = async function* (_request, { signal }) {
    yield update('t-1');
    await untilGone(signal);
  };
  const browser = it.browser();
  await browser.signIn('van.hanh', 'mat-khau-3');
  const reading = await open({}, { selection }, browser);
  await eventually(() => reading.text().includes('t-1'));
  await it.restart();
  expect(await reading.ended).toMatch(/event: error\ndata: \{"code":"unavailable".*GATEWAY_STOPPING/);
});

test('new rights end a stream, so that it is opened again under them', async () => {
  const { readFile, writeFile } = await import('node:fs/promises');
  const file = it.site.config.identity.peopleFile;
  const before = await readFile(file, 'utf8');
  stage.watch = async function* (_request, { signal }) {
    yield update('t-1');
    await untilGone(signal);
  };
  const reading = await open();
  await eventually(() => reading.text().includes('t-1'));
  await writeFile(file, before.replace('"operator","ioc"', '"operator"'));
  let minutes = 0;
  // The people file is looked at once a second: a renewal before that still brings the old rights, so it is asked for again.
  await eventually(
    () => {
      minutes += 10;
      it.ahead(minutes * 60_000);
      return reading.text().includes('event: error');
    },
    { everyMs: 500 },
  );
  expect(reading.text()).toContain('event: error');
  await writeFile(file, before);
  it.ahead(0);
});
