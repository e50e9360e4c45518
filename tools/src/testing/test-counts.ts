import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

export type Counts = { passed: number; failed: number };

type JestAssertion = { status: string; fullName: string };

type JestResult = {
  testResults?: { name: string; assertionResults: JestAssertion[]; status: string }[];
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
};

export const addCounts = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
});

/** The line that ends a run of tests. */
export const countLine = (counts: Counts): string => `${counts.passed} passed, ${counts.failed} failed`;

/**
 * Reads what jest counted. A file that could not even be loaded is one failure; so is a jest that ended badly without
 * saying which test failed, or without a word.
 */
export const readJestCounts = (outputFile: string, exitCode: number): Counts => {
  if (!existsSync(outputFile)) return { passed: 0, failed: 1 };
  const result = JSON.parse(readFileSync(outputFile, 'utf8')) as JestResult;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { passed: result.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
};

/** What failed, one line each: the file and the name of the test. Said last, where even a shortened log still has it. */
export const readFailedTests = (outputFile: string, root: string): readonly string[] => {
  if (!existsSync(outputFile)) return [];
  const { testResults = [] } = JSON.parse(readFileSync(outputFile, 'utf8')) as JestResult;
  return testResults.flatMap(({ name, assertionResults, status }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName);
    const names = failed.length === 0 && status === 'failed' ? ['the file itself'] : failed;
    return names.map((test) => `${relative(root, name)}: ${test}`);
  });
};
