import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';
import type { Finding } from './finding.ts';
import { type Assertion, runTests } from './run-tests.ts';

/** What came out wrong once, in words, by the numbers that begin the names of its tests: `C5: two live copies …`, `U7, case 13: …`. */
export type Entries = Readonly<Record<string, string>>;

const namesOf = (title: string): string[] => title.slice(0, Math.max(title.indexOf(':'), 0)).split(', ');

/** The number stands at the beginning of the test's name or of a group's that it is in. */
const isOf = ({ ancestorTitles, title }: Assertion, name: string): boolean =>
  [...ancestorTitles, title].some((one) => namesOf(one).includes(name));

/**
 * A finding for each entry: it is held when it has a test and all of its tests pass. Files with a numbered test run whole: such a test may
 * go on from where another one left its sites.
 *
 * @param directories where the tests stand, as a pattern.
 * @param environment what the tests are told: how large to be.
 */
export async function* numberedEntries(
  entries: Entries,
  directories: string,
  environment: Readonly<Record<string, string>> = {},
): AsyncIterable<Finding> {
  const numbered = new RegExp(`['"\`](\\w[\\w ]*, )*(${Object.keys(entries).join('|')})(, [\\w ]*)*: `);
  const files = globSync(`${directories}/**/*.test.ts`, {
    cwd: repositoryRoot,
    exclude: (path) => path.endsWith('node_modules'),
  });
  const tests = await runTests(
    files.filter((file) => numbered.test(readFileSync(join(repositoryRoot, file), 'utf8'))),
    environment,
  );
  for (const [name, words] of Object.entries(entries)) yield finding(name, words, tests);
}

function finding(name: string, words: string, tests: readonly Assertion[]): Finding {
  const its = tests.filter((one) => isOf(one, name));
  const failed = its.filter(({ status }) => status !== 'passed');
  const failure = failed[0] ? `, failed: ${failed[0].title}` : '';
  return {
    name: `${name} ${words}`,
    held: its.length > 0 && failed.length === 0,
    figure: its.length === 0 ? 'no test' : `${its.length} tests${failure}`,
  };
}
