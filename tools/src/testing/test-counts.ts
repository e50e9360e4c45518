import { existsSync, readFileSync } from 'node:fs';

export type Counts = { passed: number; failed: number };

type JestResult = {
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
