import { runHistories } from './run-histories.ts';
import { runSeed } from './shard.ts';

const first = Number(process.env.LT_SEED ?? Date.now() % 1_000_000_000);
const histories = Number(process.env.LT_HISTORIES ?? (process.env.LT_FULL === '1' ? 50_000 : 2_000));

test(
  `${histories} random histories from seed ${first} on hold the invariants a–f and L (one again: LT_SEED=<seed> LT_HISTORIES=1)`,
  async () => {
    process.stdout.write(`exchange simulation: seeds ${first} to ${first + histories - 1}\n`);
    const { bad, losses, contested } = await runHistories(first, histories);
    process.stdout.write(`exchange simulation: ${losses} losses of data, ${contested} records contested\n`);
    expect(bad.slice(0, 5)).toEqual([]);
  },
  4 * 3_600_000,
);

test('the same seed gives the same history', () => {
  expect(runSeed(first)).toEqual(runSeed(first));
});
