import type { Finding } from './finding.ts';
import { type Assertion, runTests } from './run-tests.ts';
import { linesNamingTheExample, readTouchedFiles } from './touched-files.ts';

const example = 'tools/test/example/example.int.test.ts';
const day = 'tools/test/scripted-day.e2e.test.ts';
/** One suite, run over both ways of a call. */
const calls = { file: 'packages/runtime/test/grpc.int.test.ts', ways: ['in the process', 'over a socket'] };

/** What the example shows alone and in the scripted day, by the word that begins the names of its tests. */
const shown: Readonly<Record<string, string>> = {
  commands: 'two commands of a new service keep its contract, its keys and its rights',
  'roll-up': 'its flow, stock and maximum are right at every level',
  explanation: 'its numbers explain themselves down to the facts of a commune',
  'as-of': 'its numbers and those of another source never grey each other',
  cancel: 'an event that cancels lowers flow, stock and maximum again',
  day: 'the scripted day compares its numbers and those of dossiers with a recount of each',
  record: 'its file of 5 MB arrives whole two sites above',
};

/** Whether a service can bring a command, a number and a record without another one changing. */
export async function* run(): AsyncIterable<Finding> {
  const lines = linesNamingTheExample();
  yield {
    name: 'the example takes at most 3 lines outside its folder, and no other service changes',
    held: lines.length <= 3,
    figure: `${lines.length} lines${lines.length > 0 ? `: ${lines.join(', ')}` : ''}`,
  };
  for (const { change, before, limit, now, missing } of readTouchedFiles())
    yield {
      name: `${change}: at most ${limit} files`,
      held: now <= limit && missing.length === 0,
      figure: `${now}, before ${before}${missing.length > 0 ? `; not there: ${missing.join(', ')}` : ''}`,
    };
  const tests = await runTests([example, day, calls.file]);
  yield* findings(tests);
  yield sameBothWays(tests);
}

/** Each test of the suite has to have held in both layouts. */
function sameBothWays(tests: readonly Assertion[]): Finding {
  const titlesOf = (way: string): string[] =>
    tests
      .filter(({ ancestorTitles, status }) => ancestorTitles.includes(way) && status === 'passed')
      .map(({ title }) => title);
  const all = new Set(
    tests
      .filter(({ ancestorTitles }) => ancestorTitles.some((one) => calls.ways.includes(one)))
      .map(({ title }) => title),
  );
  const held = calls.ways.map((way) => titlesOf(way).length);
  return {
    name: 'services hosted together and split give the same answers',
    held: all.size > 0 && held.every((count) => count === all.size),
    figure: `${all.size} tests; held ${calls.ways.map((way, at) => `${held[at]} ${way}`).join(', ')}`,
  };
}

function* findings(tests: readonly Assertion[]): Iterable<Finding> {
  for (const [word, name] of Object.entries(shown)) {
    const its = tests.filter(({ title }) => title.startsWith(`${word}: `));
    const failed = its.filter(({ status }) => status !== 'passed').map(({ title }) => title);
    const figure =
      its.length === 0 ? 'no test' : `${its.length} tests${failed[0] ? `, failed: ${failed[0]}` : ''}`;
    yield { name, held: its.length > 0 && failed.length === 0, figure };
  }
}
