import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { eventually } from '@lienthong/testkit';
import express from 'express';
import { admit } from '../src/edge/admission.ts';
import { sessionCookies } from '../src/http/cookies.ts';

/** A way in behind which every look at a cookie takes until the test ends it, as while the database is away. */
const looks = new Map<string, PromiseWithResolvers<boolean>>();
let server: Server;
let port: number;
let cookieName: string;
/** Responses that were closed. */
let left: number;

beforeEach(async () => {
  looks.clear();
  left = 0;
  const config = { http: { publicUrl: 'http://localhost' }, site: 's1' };
  const cookies = sessionCookies(config as never);
  const sessions = {
    isKnown: () => false,
    isSession(secret: string) {
      const look = Promise.withResolvers<boolean>();
      looks.set(secret, look);
      return look.promise;
    },
  };
  const app = express();
  app.use((_request, response, next) => {
    response.once('close', () => (left += 1));
    next();
  });
  const authenticate = (): Promise<never> => Promise.reject(new Error('no call here brings a token'));
  app.all('/api/call', admit({ config: config as never, cookies, sessions: () => sessions, authenticate }));
  app.use((_request, response) => void response.end('served'));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  cookieName = cookies.session.name;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
interface Call {
  socket: Socket;
  status: Promise<number>;
}

function call(secret: string): Call {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write(`GET /api/call HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookieName}=${secret}\r\n\r\n`);
  const status = new Promise<number>((resolve) =>
    socket.once('data', (piece) => resolve(Number(String(piece).slice(9, 12)))),
  );
  return { socket, status };
}

const secretOf = (kind: string, index: number): string => `${kind}${index}`.padEnd(43, 'A');
const callMany = (kind: string, count: number): Call[] =>
  Array.from({ length: count }, (_, index) => call(secretOf(kind, index)));

test('S3: callers who have gone leave the queue, and the next is looked at in their place', async () => {
  callMany('first', 8);
  await eventually(() => looks.size === 8);
  const waiting = callMany('gone', 20);
  // Those who came are in the queue when a call behind them was refused for its missing cookie.
  await Promise.all(waiting.map(({ socket }) => once(socket, 'connect')));
  expect(await call('').status).toBe(401);
  const before = left;
  for (const { socket } of waiting) socket.destroy();
  await eventually(() => left === before + 20);
  const next = call(secretOf('next', 0));
  looks.get(secretOf('first', 0))?.resolve(true);
  await eventually(() => looks.size === 9);
  looks.get(secretOf('next', 0))?.resolve(true);
  expect(await next.status).toBe(200);
});

test('S3: of one cookie that nobody has looked at yet a few wait, and the rest is told to come back', async () => {
  const secret = secretOf('one', 0);
  const statuses: number[] = [];
  const asked = Array.from({ length: 30 }, () => call(secret).status.then((status) => statuses.push(status)));
  await eventually(() => statuses.length === 6);
  expect(new Set(statuses)).toEqual(new Set([429]));
  looks.get(secret)?.resolve(true);
  await Promise.all(asked);
  expect(statuses.filter((status) => status === 200)).toHaveLength(24);
  // What was taken is given back.
  looks.clear();
  const again = call(secret);
  await eventually(() => looks.size === 1);
  looks.get(secret)?.resolve(true);
  expect(await again.status).toBe(200);
});

test('S3: of one network no more wait for looks than its lane has room for, however few cookies they share', async () => {
  const statuses: number[] = [];
  for (let cookie = 0; cookie < 26; cookie += 1)
    for (let index = 0; index < 24; index += 1)
      void call(secretOf('shared', cookie)).status.then((status) => statuses.push(status));
  await eventually(() => statuses.length === 26 * 24 - 608);
  expect(new Set(statuses)).toEqual(new Set([429]));
});
