import { compareWithNaive } from './support/agreement.ts';
import { properties, runProperty } from './support/properties.ts';

const full = process.env['LT_FULL'] === '1';
// Another seed each day, the same on a re-run of the day; LT_SEED repeats an old one.
const seed = Number(process.env['LT_SEED'] ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''));

test.each(properties.map((property) => [property.name, property] as const))('%s', (_name, property) => {
  const { failed, report } = runProperty(property, full ? 20_000 : 600, seed);
  expect([failed, report]).toEqual([false, report]);
});

test(`a second count, minute by minute, agrees on random terms (seed ${seed})`, () => {
  const { cases, due, suspended, beyond, disagreements } = compareWithNaive(seed, full ? 100_000 : 3_000);
  expect(disagreements).toEqual([]);
  expect(due + suspended + beyond).toBe(cases);
  expect(beyond).toBeLessThan(cases / 10);
  expect(suspended).toBeGreaterThan(0);
}, 300_000);
