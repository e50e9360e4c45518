import { expect, test } from '@jest/globals';
import { hasSignedInSince } from './signed-in-since.ts';

const iat = 1_750_000_000;
const flowMs = 20_000;

test.each([
  ['at the start of the flow', iat - 20, true],
  ['within what the clocks of one issuer may differ', iat - 50, true],
  ['before the flow: the person before, whom the issuer remembers', iat - 51, false],
  ['at a time that the issuer does not say', undefined, false],
  ['at a time that is no number', String(iat), false],
])('S2: somebody who signed in %s', (_when, auth_time, isAccepted) => {
  expect(hasSignedInSince({ auth_time, iat }, flowMs)).toBe(isAccepted);
  // An issuer whose clock is ten minutes slow or fast says the same.
  for (const skew of [-600, 600]) {
    const told = typeof auth_time === 'number' ? auth_time + skew : auth_time;
    expect(hasSignedInSince({ auth_time: told, iat: iat + skew }, flowMs)).toBe(isAccepted);
  }
});
