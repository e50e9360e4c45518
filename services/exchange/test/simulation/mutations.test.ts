import { mutations } from './mutations.ts';
import { runHistories } from './run-histories.ts';
import { serviceMutations } from './service-mutations.ts';
import { simulate, type Verdict } from './simulate.ts';

const full = process.env.LT_FULL === '1';

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
    4 * 3_600_000,
  );
});

describe('histories of whole sites find a rule around the core that was changed', () => {
  const searched = serviceMutations.filter((mutation) => full || !mutation.isRare);
  test.each(searched)(
    '$name',
    async ({ name, kind = 'services', seed = 1 }) => {
      const { bad } = await runHistories(kind, seed, 1_000, { mutation: name });
      expect(bad.length).toBeGreaterThan(0);
    },
    4 * 3_600_000,
  );
});
