import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedProgram, repositoryRoot } from '@lienthong/devtools/repository';

/** One test that ran. */
export interface Assertion {
  ancestorTitles: string[];
  title: string;
  status: string;
}

/**
 * Runs files of tests, one after the other as jest has it; what is left out of a run is none of them.
 *
 * @param environment what they are told beside the environment of this process.
 */
export async function runTests(
  files: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Assertion[]> {
  const directory = await mkdtemp(join(tmpdir(), 'lienthong-acceptance-'));
  const output = join(directory, 'tests.json');
  try {
    await new Promise((resolve, reject) => {
      const jest = [
        installedProgram('jest'),
        '--json',
        `--outputFile=${output}`,
        '--runTestsByPath',
        ...files,
      ];
      const child = spawn(process.execPath, jest, {
        cwd: repositoryRoot,
        stdio: 'ignore',
        env: {
          ...process.env,
          NODE_OPTIONS: '--experimental-vm-modules',
          NODE_NO_WARNINGS: '1',
          ...environment,
        },
      });
      child.once('error', reject);
      child.once('exit', resolve);
    });
    const { testResults } = JSON.parse(await readFile(output, 'utf8')) as {
      testResults: { assertionResults: Assertion[] }[];
    };
    return testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status !== 'pending');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
