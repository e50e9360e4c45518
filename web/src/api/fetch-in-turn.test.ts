import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fetchInTurn } from './fetch-in-turn.ts';

let server: Server;
let url: string;
let asked: number;
/** What the server answers, the last one for ever. */
let answers: { status: number; retryAfter?: string }[];

beforeEach(async () => {
  asked = 0;
  server = createServer((_request, response) => {
    const { status, retryAfter } = answers[Math.min(asked, answers.length - 1)] ?? { status: 500 };
    asked += 1;
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const busy = { status: 429, retryAfter: '0.01' };

test('who is told to come back in a moment comes back', async () => {
  answers = [busy, busy, { status: 200 }];
  expect((await fetchInTurn(url, { method: 'POST' })).status).toBe(200);
  expect(asked).toBe(3);
});

test('a site that stays busy is asked four times', async () => {
  answers = [busy];
  expect((await fetchInTurn(url, {})).status).toBe(429);
  expect(asked).toBe(4);
});

test.each([{ status: 429 }, { status: 429, retryAfter: '60' }, { status: 503, retryAfter: '1' }])(
  'who is not told to come back in a moment is not: %p',
  async (answer) => {
    answers = [answer];
    expect((await fetchInTurn(url, {})).status).toBe(answer.status);
    expect(asked).toBe(1);
  },
);

test('who has gone meanwhile does not come back', async () => {
  answers = [busy];
  const leaving = new AbortController();
  const asking = fetchInTurn(url, { signal: leaving.signal });
  leaving.abort(new Error('gone'));
  await expect(asking).rejects.toThrow('gone');
});
