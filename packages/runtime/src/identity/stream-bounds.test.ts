import { Refusal } from '@lienthong/domain';
import { createOver, type Over } from '../calls/call.ts';
import type { Principal } from './principal.ts';
import { boundStream } from './stream-bounds.ts';

const person: Principal = {
  kind: 'person',
  subject: 'a',
  name: 'Một Người',
  roles: ['ioc'],
  units: ['46@0'],
};
const allowed = (): void => undefined;

/** A handler that does not notice when its stream is over. */
async function* deaf(): AsyncIterable<unknown> {
  yield 'first';
  await new Promise(() => undefined);
}

/** What a stream gave, and how it ended. */
async function read(bounds: {
  principal: Principal;
  expiresAt: number;
  isEnded?: () => boolean;
  check?: () => void;
  over?: Over;
}): Promise<unknown[]> {
  const { principal, expiresAt, isEnded = () => false, check = allowed, over = createOver() } = bounds;
  const seen: unknown[] = [];
  const caller = { principal, expiresAt, isEnded };
  const stream = boundStream(deaf(), { caller, check, over, everyMs: 1 });
  try {
    for await (const response of stream) seen.push(response);
    seen.push('end');
  } catch (error) {
    seen.push(error);
  }
  expect(over.signal.aborted).toBe(true);
  return seen;
}

/** Ends the stream when it has been asked for the third time. */
function thrice(): { over: Over; check: () => void; asked: () => number } {
  const over = createOver();
  let asked = 0;
  return {
    over,
    asked: () => asked,
    check: () => {
      asked += 1;
      if (asked === 3) over.end();
    },
  };
}

test.each<[string, Principal]>([
  ['a person', person],
  ['another system', { ...person, kind: 'system' }],
  ['a service that acts for a person', { kind: 'service', service: 'gateway', onBehalfOf: person }],
])('the stream of %s ends with its token', async (_who, principal) => {
  expect(await read({ principal, expiresAt: Date.now() + 30 })).toEqual([
    'first',
    expect.objectContaining({ kind: 'unauthenticated', code: 'TOKEN_EXPIRED' }),
  ]);
});

test('a stream ends when the issuer takes back what its token says', async () => {
  let asked = 0;
  const isEnded = (): boolean => (asked += 1) > 2;
  expect(await read({ principal: person, expiresAt: Date.now() + 600_000, isEnded })).toEqual([
    'first',
    expect.objectContaining({ kind: 'unauthenticated', code: 'TOKEN_EXPIRED' }),
  ]);
});

test('a token that never expires, or in years, does not end its stream at once', async () => {
  for (const expiresAt of [Number.POSITIVE_INFINITY, Date.now() + 1e12]) {
    const { asked, ...bounds } = thrice();
    expect(await read({ principal: person, expiresAt, ...bounds })).toEqual(['first', 'end']);
    expect(asked()).toBe(3);
  }
});

test("a service's own stream lasts: it would only come again with the next token of its key", async () => {
  const { asked, ...bounds } = thrice();
  const principal: Principal = { kind: 'service', service: 'operations' };
  expect(await read({ principal, expiresAt: Date.now() - 1, ...bounds })).toEqual(['first', 'end']);
  expect(asked()).toBe(3);
});

test('what would not be opened today does not go on: the check is asked again and its refusal is the reason', async () => {
  const refusal = new Refusal('denied', 'UNIT_NOT_ALLOWED', 'the unit has moved');
  let isRefused = false;
  const check = (): void => {
    if (isRefused) throw refusal;
    isRefused = true;
  };
  expect(await read({ principal: person, expiresAt: Date.now() + 600_000, check })).toEqual([
    'first',
    refusal,
  ]);
});

test('a stream that is over is not asked about any more', async () => {
  let asked = 0;
  const over = createOver();
  over.end();
  const check = (): void => void (asked += 1);
  expect(await read({ principal: person, expiresAt: Date.now() + 5, check, over })).toEqual(['end']);
  await read({ principal: person, expiresAt: Date.now() + 50 });
  expect(asked).toBe(0);
});
