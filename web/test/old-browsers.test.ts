import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { repositoryRoot } from '@lienthong/devtools/repository';

/** What Chrome 109, the last one for Windows 7, lacks: nothing is translated for it, so that it throws there alone. */
const lacking =
  /\b(AbortSignal\.any|Map\.groupBy|Object\.groupBy|Promise\.(withResolvers|try)|Array\.fromAsync|URL\.canParse)\b|\.(isWellFormed|toWellFormed|toSorted|toReversed|toSpliced|showPopover|isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/;
const lackingInStyles = /(^|\s)&[\s:.[>]|color-mix\(|@starting-style|field-sizing|animation-timeline/m;

const sources = (pattern: string): string[] =>
  globSync(pattern, { cwd: repositoryRoot }).filter((file) => !file.endsWith('.test.ts'));

test('nothing that an old counter’s browser lacks is used', () => {
  const lines = [...sources('web/src/**/*.{ts,tsx}'), ...sources('packages/domain/src/**/*.ts')].flatMap(
    (file) =>
      readFileSync(join(repositoryRoot, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          lacking.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line)
            ? [`${file}:${index + 1} ${line.trim()}`]
            : [],
        ),
  );
  expect(lines).toEqual([]);
  const styles = sources('web/src/**/*.css');
  expect(
    styles.filter((file) => lackingInStyles.test(readFileSync(join(repositoryRoot, file), 'utf8'))),
  ).toEqual([]);
  expect(styles.length).toBeGreaterThan(20);
});
