import { runHistories } from './run-histories.ts';
import type { Kind } from './shard.ts';
import { runSeed } from './simulate.ts';

const full = process.env.LT_FULL === '1';
const first = Number(process.env.LT_SEED ?? Date.now() % 1_000_000_000);
const again = '(one again: LT_SEED=<seed> LT_HISTORIES=1)';

async function expectHistoriesToHold(kind: Kind, usual: number, first: number): Promise<void> {
  const histories = Number(process.env.LT_HISTORIES ?? usual);
  process.stdout.write(`exchange simulation, ${kind}: seeds ${first} to ${first + histories - 1}\n`);
  const { bad, losses, contested } = await runHistories(kind, first, histories);
  process.stdout.write(`exchange simulation, ${kind}: ${losses} losses, ${contested} records contested\n`);
  expect(bad.slice(0, 5)).toEqual([]);
}

test(
  `random histories of the core hold the invariants a–f and L ${again}`,
  () => expectHistoriesToHold('core', full ? 50_000 : 1_500, first),
  4 * 3_600_000,
);

test(
  `in random histories of whole sites no number is silently wrong and none is destroyed ${again}`,
  () => expectHistoriesToHold('services', full ? 5_000 : 60, first),
  4 * 3_600_000,
);

test(
  `A5, B2: when a unit changes hands in each history, its past is the successor’s own or called unknown ${again}`,
  () => expectHistoriesToHold('hand-overs', full ? 2_000 : 30, first),
  4 * 3_600_000,
);

test('the same seed gives the same history', () => {
  expect(runSeed(first)).toEqual(runSeed(first));
});

test('the same seed gives the same history of services', async () => {
  const once = await runHistories('services', first, 2, { threads: 1 });
  expect(await runHistories('services', first, 2, { threads: 1 })).toEqual(once);
});
