import { mutations } from './mutations.ts';
import { simulate, type Verdict } from './simulate.ts';

const again = process.env.LT_SEED;
const full = process.env.LT_FULL === '1';
const first = Number(again ?? Date.now() % 1_000_000_000);
const histories = again ? 1 : full ? 50_000 : 2_000;
const longest = 4 * 3_600_000;

/** Former owners of a unit write beside the new ones in every fifth history. */
const run = (seed: number): Verdict => simulate({ seed, handOver: seed % 5 === 0 });

test(
  `${histories} random histories from seed ${first} on hold the invariants a–f and L (one again: LT_SEED=<seed>)`,
  () => {
    process.stdout.write(`exchange simulation: seeds ${first} to ${first + histories - 1}\n`);
    const bad: Pick<Verdict, 'seed' | 'violations'>[] = [];
    let losses = 0;
    let contested = 0;
    for (let seed = first; seed < first + histories; seed += 1) {
      const verdict = run(seed);
      losses += verdict.losses;
      contested += verdict.contested;
      if (verdict.violations.length > 0) bad.push({ seed, violations: verdict.violations });
    }
    process.stdout.write(`exchange simulation: ${losses} losses of data, ${contested} records contested\n`);
    expect(bad.slice(0, 5)).toEqual([]);
  },
  longest,
);

test('the same seed gives the same history', () => {
  expect(run(first)).toEqual(run(first));
});

describe('the simulation finds a rule that was changed', () => {
  const searched = mutations.filter((mutation) => full || !mutation.isRare);
  const patience = full ? 20_000 : 2_000;
  test.each(searched)(
    '$name',
    ({ world }) => {
      let found: Verdict | undefined;
      for (let seed = 1; seed <= patience && !found; seed += 1) {
        const verdict = simulate({ seed, handOver: seed % 5 === 0, world });
        if (verdict.violations.length > 0) found = verdict;
      }
      expect(found?.violations.length ?? 0).toBeGreaterThan(0);
    },
    longest,
  );
});
