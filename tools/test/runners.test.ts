import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Finding, findingLine, judge } from '../src/acceptance/finding.ts';
import { holdsAim, ratio, ratioJson, ratioTable } from '../src/bench/ratio.ts';
import { addCounts, countLine, readFailedTests, readJestCounts } from '../src/testing/test-counts.ts';

describe('an acceptance run', () => {
  test('counts what held and what failed, and passes each finding on', async () => {
    async function* findings(): AsyncGenerator<Finding> {
      yield { name: 'sums agree', held: true, figure: '300 of 300' };
      yield { name: 'nothing is lost', held: false, figure: '1 lost' };
    }
    const said: string[] = [];
    const verdict = await judge('spine', findings(), (finding) => said.push(findingLine(finding)));
    expect(verdict).toEqual({ capability: 'spine', held: 1, failed: 1 });
    expect(said).toEqual(['✓ sums agree: 300 of 300', '✗ nothing is lost: 1 lost']);
  });

  test('fails when the run breaks off, and says why', async () => {
    async function* findings(): AsyncGenerator<Finding> {
      yield { name: 'sums agree', held: true, figure: '300 of 300' };
      throw new Error('the province went away');
    }
    const said: Finding[] = [];
    const verdict = await judge('spine', findings(), (finding) => said.push(finding));
    expect(verdict.failed).toBe(1);
    expect(said[1]?.figure).toContain('the province went away');
  });
});

describe('a ratio', () => {
  test.each([
    [10, '<=10', true],
    [10.1, '<=10', false],
    [0.5, '>=0.5', true],
    [0.49, '>=0.5', false],
    [999, '<1000', true],
    [Number.NaN, '<=10', false],
  ] as const)('of %p keeps the aim %p: %p', (value, aim, holds) => {
    expect(holdsAim(value, aim)).toBe(holds);
  });

  test('refuses an aim that nobody can check', () => {
    expect(() => holdsAim(1, 'fast')).toThrow(/"fast"/);
  });

  test('is shown with its note below and ends as JSON', () => {
    const ratios = [
      ratio('latency', 12.345678, '<=15', 'p50 3.1 ms against 0.25 ms'),
      ratio('lost', Number.NaN, '<=1'),
    ];
    expect(ratioTable(ratios)).toContain(
      'latency  12.35         <=15  holds\n    p50 3.1 ms against 0.25 ms',
    );
    expect(JSON.parse(ratioJson(ratios))).toEqual({
      ratios: {
        latency: { value: 12.3457, aim: '<=15', holds: true },
        lost: { value: null, aim: '<=1', holds: false },
      },
    });
  });
});

describe('the count of a test run', () => {
  const count = (result: object | undefined, exitCode: number) => {
    const directory = mkdtempSync(join(tmpdir(), 'lien-thong-counts-'));
    const file = join(directory, 'result.json');
    if (result !== undefined) writeFileSync(file, JSON.stringify(result));
    const counts = readJestCounts(file, exitCode);
    rmSync(directory, { recursive: true });
    return counts;
  };

  test('adds a file that could not be loaded to the failures', () => {
    const counts = count({ numPassedTests: 3, numFailedTests: 1, numRuntimeErrorTestSuites: 2 }, 1);
    expect(countLine(addCounts(counts, { passed: 4, failed: 0 }))).toBe('7 passed, 3 failed');
  });

  test('fails when the runner failed without naming a test', () => {
    expect(count({ numPassedTests: 3, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }, 1)).toEqual({
      passed: 3,
      failed: 1,
    });
    expect(count(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  });

  test('names what failed, and a file that could not be loaded', () => {
    const directory = mkdtempSync(join(tmpdir(), 'lien-thong-counts-'));
    const file = join(directory, 'result.json');
    const one = (name: string, status: string, ...assertionResults: object[]) => ({
      name: `/here/${name}`,
      status,
      assertionResults,
    });
    const testResults = [
      one(
        'a.test.ts',
        'failed',
        { status: 'failed', fullName: 'a sum' },
        { status: 'passed', fullName: 'b' },
      ),
      one('broken.test.ts', 'failed'),
      one('good.test.ts', 'passed', { status: 'passed', fullName: 'c' }),
    ];
    writeFileSync(file, JSON.stringify({ testResults }));
    expect(readFailedTests(file, '/here')).toEqual(['a.test.ts: a sum', 'broken.test.ts: the file itself']);
    rmSync(directory, { recursive: true });
  });
});
