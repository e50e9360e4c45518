/**
 * `npm test [-- jest's own arguments]`: every suite of the project, and one line at the end that counts.
 * Unit tests first, then those with real servers, then those that drive a whole local province.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInherited } from '@lienthong/devtools/process/run-inherited';
import { installedProgram, repositoryRoot } from '@lienthong/devtools/repository';
import { ensureDatabaseEngine } from '@lienthong/devtools/toolbox/database-engine';
import { ensureTool } from '@lienthong/devtools/toolbox/ensure-tool';
import { ToolUnavailable } from '@lienthong/devtools/toolbox/tool-unavailable';
import {
  addCounts,
  type Counts,
  countLine,
  readFailedTests,
  readJestCounts,
} from '../testing/test-counts.ts';

/** The projects of jest.config.js, in the order of their cost; servers and browsers get a core each. */
const PROJECTS = [
  { name: 'unit', workers: 2 },
  { name: 'integration', workers: 2 },
  { name: 'e2e', workers: 1 },
] as const;

const jestArgs = process.argv.slice(2);

/** A tool that cannot be had fails the tests that need it, not those that don't. */
const prepare = async (): Promise<void> => {
  const wanted = [
    () => ensureTool('nats-server'),
    () => ensureDatabaseEngine(),
    () => ensureTool('chromium'),
    () => ensureTool('grpcurl'),
  ];
  for (const ensure of wanted) {
    try {
      await ensure();
    } catch (error) {
      if (!(error instanceof ToolUnavailable)) throw error;
      process.stderr.write(`${error.message}\nTests that need it will fail.\n`);
    }
  }
};

/** Where jest writes its results of a project. */
const resultsOf = (directory: string, { name }: (typeof PROJECTS)[number]): string =>
  join(directory, `${name}.json`);

const runProject = async (project: (typeof PROJECTS)[number], directory: string): Promise<Counts> => {
  const outputFile = resultsOf(directory, project);
  process.stderr.write(`\n${project.name}\n`);
  const code = await runInherited(
    process.execPath,
    [
      installedProgram('jest'),
      '--ci',
      `--selectProjects=${project.name}`,
      `--maxWorkers=${project.workers}`,
      '--passWithNoTests',
      '--json',
      `--outputFile=${outputFile}`,
      ...jestArgs,
    ],
    {
      cwd: repositoryRoot,
      env: {
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules`.trim(),
        NODE_NO_WARNINGS: '1',
      },
    },
  );
  if (code === 130 || code === 143) process.exit(code);
  return readJestCounts(outputFile, code);
};

await prepare();
const directory = mkdtempSync(join(tmpdir(), 'lien-thong-test-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
let total: Counts = { passed: 0, failed: 0 };
const phases: string[] = [];
for (const project of PROJECTS) {
  const began = performance.now();
  total = addCounts(total, await runProject(project, directory));
  phases.push(`${project.name} ${Math.round((performance.now() - began) / 1_000)} s`);
}
process.stdout.write(`\n${phases.join(', ')}\n`);
const failed = PROJECTS.flatMap((project) => readFailedTests(resultsOf(directory, project), repositoryRoot));
for (const line of failed) process.stdout.write(`failed: ${line}\n`);
if (total.passed + total.failed === 0) process.stderr.write('No test ran.\n');
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
process.stdout.write(`\n${countLine(total)}\n`);
