import { Refusal } from '@lienthong/domain';
import type { Principal } from './principal.ts';
import { boundStream } from './stream-bounds.ts';

const person: Principal = {
  kind: 'person',
  subject: 'a',
  name: 'Một Người',
  roles: ['ioc'],
  units: ['46@0'],
};
const over = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
const expired = expect.objectContaining({ kind: 'unauthenticated', code: 'TOKEN_EXPIRED' });

test.each<[string, Principal]>([
  ['a person', person],
  ['another system', { ...person, kind: 'system' }],
  ['a service that acts for a person', { kind: 'service', service: 'gateway', onBehalfOf: person }],
])('the stream of %s ends with its token', async (_who, principal) => {
  const bounds = boundStream({ principal, expiresAt: Date.now() + 30 }, () => undefined);
  expect(bounds.signal.aborted).toBe(false);
  await over(bounds.signal);
  expect(bounds.refusal()).toEqual(expired);
});

test('a token that never expires, or in years, does not end its stream at once', async () => {
  for (const expiresAt of [Number.POSITIVE_INFINITY, Date.now() + 1e12]) {
    let asked = 0;
    const bounds = boundStream(
      { principal: person, expiresAt },
      () => {
        asked += 1;
        if (asked === 3) bounds.release();
      },
      1,
    );
    await over(bounds.signal);
    await over(AbortSignal.timeout(20));
    expect([asked, bounds.refusal()]).toEqual([3, undefined]);
  }
});

test("a service's own stream lasts: it would only come again with the next token of its key", async () => {
  let asked = 0;
  const bounds = boundStream(
    { principal: { kind: 'service', service: 'operations' }, expiresAt: Date.now() - 1 },
    () => {
      asked += 1;
      if (asked === 3) bounds.release();
    },
    1,
  );
  await over(bounds.signal);
  expect(bounds.refusal()).toBeUndefined();
});

test('what would not be opened today does not go on: the check is asked again and its refusal is the reason', async () => {
  const refusal = new Refusal('denied', 'UNIT_NOT_ALLOWED', 'the unit has moved');
  let isRefused = false;
  const bounds = boundStream(
    { principal: person, expiresAt: Date.now() + 600_000 },
    () => {
      if (isRefused) throw refusal;
      isRefused = true;
    },
    1,
  );
  await over(bounds.signal);
  expect(bounds.refusal()).toBe(refusal);
});

test('a stream that is over is not asked about any more', async () => {
  let asked = 0;
  const bounds = boundStream({ principal: person, expiresAt: Date.now() + 5 }, () => void (asked += 1), 1);
  bounds.release();
  const later = boundStream({ principal: person, expiresAt: Date.now() + 50 }, () => undefined);
  await over(later.signal);
  expect([asked, bounds.refusal(), bounds.signal.aborted]).toEqual([0, undefined, true]);
});
