import { againWords, runHistories } from './run-histories.ts';
import { type Kind, kinds } from './shard.ts';

/**
 * Histories as a command: `node search.ts <kind> <first seed> <histories> [<threads>]`. Each violation is told when it is found, with the
 * command that runs its history again.
 */
const [kind, first, histories, threads] = process.argv.slice(2);
const known = kinds.find((one) => one === kind);
const numbers = [first, histories, threads ?? '1'].map(Number);
if (!known || numbers.some((one) => !Number.isSafeInteger(one) || one < 0)) {
  process.stderr.write(`usage: node search.ts <${kinds.join('|')}> <first seed> <histories> [<threads>]\n`);
  process.exit(2);
}
const [from = 0, count = 0] = numbers;
const begun = Date.now();
const say = (words: string): void => {
  process.stdout.write(`${words}\n`);
};

let done = 0;
const { bad, losses, contested } = await runHistories(known, from, count, {
  ...(threads === undefined ? {} : { threads: Number(threads) }),
  ended({ seed, violations }) {
    done += 1;
    for (const { invariant, key, words } of violations)
      say(`✗ seed ${seed}: (${invariant}) ${key}: ${words}`);
    if (violations.length > 0) say(`  again: ${againWords(known satisfies Kind, seed)}`);
    if (done % 1_000 === 0) say(`${done} of ${count} histories`);
  },
});
say(
  `${known}: seeds ${from} to ${from + count - 1}, ${bad.length} violated, ${losses} losses, ${contested} records contested, ${Math.round((Date.now() - begun) / 1_000)} s`,
);
process.exitCode = bad.length > 0 ? 1 : 0;
