import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from '@lienthong/testkit';
import type { Browser } from './browser.ts';
import { type GatewaySite, getUnit, startEdgeSite } from './gateway-site.ts';

const explain = 'lienthong.operations.v1.OperationsService/ExplainNumber';
let it: GatewaySite;
let clerk: Browser;
let operator: Browser;

beforeAll(async () => {
  ({ it, clerk, operator } = await startEdgeSite());
});
afterAll(() => it?.stop());

/** A question that is answered when its time is over. */
const question = { selection: { unit: '46@0', from: '2025-06-01', to: '2025-06-02' }, indicator: 'pending' };

test('S3: one who asks for too much at once is told to come back, and others are served meanwhile', async () => {
  const asked = Array.from({ length: 60 }, async () => {
    const headers = { 'connect-timeout-ms': '12000' };
    const response = await operator.post(`/api/${explain}`, JSON.stringify(question), headers);
    return { status: response.status, retryAfter: response.headers.get('retry-after') };
  });
  await Promise.race(asked);
  const { status } = await clerk.call(getUnit, { unit: '46@0' });
  expect(status).toBe(200);
  const answers = await Promise.all(asked);
  const busy = answers.filter((answer) => answer.status === 429);
  // A place that is given back meanwhile is taken again.
  expect(busy.length).toBeGreaterThan(24);
  expect(busy.length).toBeLessThanOrEqual(60 - 24);
  expect(new Set(busy.map(({ retryAfter }) => retryAfter))).toEqual(new Set(['1']));
  // What was taken is given back.
  expect((await operator.call(getUnit, { unit: '46@0' })).status).toBe(200);
});

test('S3: made-up sessions take nothing from those that are real', async () => {
  const asked = Array.from({ length: 200 }, (_, index) => {
    const stranger = it.browser();
    stranger.cookies.set('lienthong-s20116', String(index).padStart(43, 'A'));
    return stranger.post(`/api/${getUnit}`, '{}').then(({ status }) => status);
  });
  const { status } = await clerk.call(getUnit, { unit: '46@0' });
  expect(status).toBe(200);
  const statuses = new Set(await Promise.all(asked));
  expect([...statuses].filter((one) => one !== 401 && one !== 429)).toEqual([]);
});

/** A call with a made-up session whose body never comes. */
function callSlowly(index: number): { socket: Socket; answer: Promise<string> } {
  const { hostname, port, host } = new URL(it.origin);
  const socket = connect(Number(port), hostname);
  const head = [
    `POST /api/${getUnit} HTTP/1.1`,
    `host: ${host}`,
    `origin: ${it.origin}`,
    `cookie: lienthong-s20116=${String(index).padStart(43, 'B')}`,
    'content-type: application/json',
    'content-length: 1000',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n{`);
  const answer = once(socket, 'data').then(([piece]) => String(piece).slice(0, 12));
  return { socket, answer };
}

test('S3: after a restart slow calls with made-up sessions keep no office waiting', async () => {
  await it.restart();
  const slow = Array.from({ length: 30 }, (_, index) => callSlowly(index));
  const answers = await Promise.all(slow.map(({ answer }) => answer));
  // Before the body has come.
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 401']));
  await eventually(async () => (await clerk.call(getUnit, { unit: '46@0' })).status === 200);
  for (const { socket } of slow) socket.destroy();
});

test('S3: what the headers refuse costs no line of the way in', async () => {
  const response = await it.browser().post(`/api/${getUnit}`, '{}');
  expect(response.status).toBe(401);
  // Set by what comes behind.
  expect(response.headers.get('content-security-policy')).toBeNull();
});

const signIn = async (browser: Browser, username: string, password: string): Promise<number> =>
  (await browser.signIn(username, password)).status;

test('S7: nobody locks somebody else out: a device that a person has used passes, and the guesser waits', async () => {
  const own = it.browser();
  expect(await signIn(own, 'chu.tich', 'mat-khau-2')).toBe(200);
  const guesser = it.browser();
  for (let tries = 0; tries < 5; tries += 1) expect(await signIn(guesser, 'chu.tich', 'sai')).toBe(401);
  expect(await signIn(guesser, 'chu.tich', 'sai')).toBe(429);
  // The same address: what counts is the device.
  expect(await signIn(own, 'chu.tich', 'mat-khau-2')).toBe(200);
});

test('S7: a device that a person has used guesses no more than another, and a made-up one is none', async () => {
  const own = it.browser();
  await signIn(own, 'can.bo', 'mat-khau-1');
  for (let tries = 0; tries < 5; tries += 1) expect(await signIn(own, 'can.bo', 'sai')).toBe(401);
  expect(await signIn(own, 'can.bo', 'mat-khau-1')).toBe(429);
  const made = it.browser();
  for (let tries = 0; tries < 5; tries += 1) await signIn(made, 'van.hanh', 'sai');
  const [name = ''] = [...own.cookies.keys()].filter((one) => one.endsWith('-device'));
  made.cookies.set(name, own.cookies.get(name) ?? '');
  expect(await signIn(made, 'van.hanh', 'mat-khau-3')).toBe(429);
});

test('S8: guessed secrets of a system have to wait, and its people do not', async () => {
  const ask = async (secret: string): Promise<Response> =>
    fetch(`${it.origin}/realms/lienthong/protocol/openid-connect/token`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${btoa(`he-thong-a:${secret}`)}`,
      },
      body: 'grant_type=client_credentials',
    });
  expect((await ask('bi-mat-a')).status).toBe(200);
  for (let tries = 0; tries < 5; tries += 1) expect((await ask(`sai-${tries}`)).status).toBe(401);
  const waiting = await ask('bi-mat-a');
  expect(waiting.status).toBe(429);
  expect(await waiting.json()).toMatchObject({ error: 'temporarily_unavailable' });
});
