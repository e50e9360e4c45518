import { isClockError, previewRecompute } from '../src/index.ts';
import { compareWithNaive } from '../test/support/agreement.ts';
import { badData } from '../test/support/bad-data.ts';
import { judgeCase, readCases } from '../test/support/cases.ts';
import { properties, runProperty } from '../test/support/properties.ts';
import { beforeAndAfter, cpuSeconds, ordinaryTerms, touchedTerms } from '../test/support/running-terms.ts';

/** One thing that is shown: the rule, whether it held, and the figure. */
export interface Finding {
  name: string;
  held: boolean;
  figure: string;
}

const workedCases = (): Finding[] => {
  const cases = readCases();
  const outcomes = cases.map(judgeCase);
  const wrong = outcomes.filter(({ holds }) => !holds);
  const first = wrong[0];
  const few = Array.from({ length: 18 }, (_, i) => i + 1).filter(
    (row) => cases.filter(({ rows }) => rows.includes(row)).length < 3,
  );
  const figure = `${cases.length - wrong.length} of ${cases.length}`;
  return [
    {
      name: 'at least 250 cases worked by hand come out as written, each with its proof',
      held: cases.length >= 250 && wrong.length === 0,
      figure: first
        ? `${figure}; ${first.worked.place}: ${first.got} instead of ${first.worked.due}`
        : figure,
    },
    {
      name: 'each of the 18 edge cases that other systems fail has at least three',
      held: few.length === 0,
      figure: few.length === 0 ? '18 of 18' : `too few for ${few.join(', ')}`,
    },
  ];
};

const refusals = (): Finding => {
  const failed = badData.filter(({ attempt, expected }) => {
    try {
      attempt();
      return true;
    } catch (error) {
      return !isClockError(error) || `${error.code} ${error.place}` !== expected;
    }
  });
  const figure = `${badData.length - failed.length} of ${badData.length}`;
  const name = 'bad data is refused with the place named';
  return { name, held: failed.length === 0, figure: failed[0] ? `${figure}; not ${failed[0].name}` : figure };
};

const preview = (seed: number): Finding[] => {
  const { before, after } = beforeAndAfter();
  const ordinary = ordinaryTerms(before, 100_000, seed);
  const mixed = cpuSeconds(() => previewRecompute(ordinary, before, after));
  const spans = [3, 30, 250].map((amount) => {
    const items = touchedTerms(before, 100_000, amount);
    return { amount, ...cpuSeconds(() => previewRecompute(items, before, after)) };
  });
  return [
    {
      name: 'a new holiday is previewed over 100,000 running terms in under a second of CPU',
      held: mixed.seconds < 1,
      figure: `${mixed.seconds.toFixed(2)} s, ${mixed.result.changes.length} dates move`,
    },
    {
      name: 'the same when every date moves, whatever the length of the terms',
      held: spans.every(({ seconds, result }) => seconds < 1 && result.changes.length === 100_000),
      figure: spans.map(({ amount, seconds }) => `${amount} working days ${seconds.toFixed(2)} s`).join(', '),
    },
  ];
};

/** Everything that the legal clock has to show, at full size. An argument is the seed of an earlier run. */
export async function* run(args: readonly string[] = []): AsyncIterable<Finding> {
  const seed = Number(args[0] ?? Date.now() % 0x7fffffff);
  yield* workedCases();
  for (const property of properties) {
    const { failed, report } = runProperty(property, 20_000, seed);
    yield { name: property.name, held: !failed, figure: report };
  }
  const { cases, suspended, disagreements } = compareWithNaive(seed, 100_000);
  yield {
    name: 'a second count, minute by minute, agrees on 100,000 random terms',
    held: disagreements.length === 0,
    figure: disagreements[0] ?? `${cases} agree, ${suspended} of them suspended, seed ${seed}`,
  };
  yield refusals();
  yield* preview(seed);
}
