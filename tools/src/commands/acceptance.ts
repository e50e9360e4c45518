/**
 * `npm run acceptance -- <capability> [arguments]`: what the capability has to show, at full size. A line for each finding
 * with its figure; the last line is JSON; the exit code is 0 only if all hold.
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { type Finding, findingLine, judge } from '../acceptance/finding.ts';

/** Where each capability keeps its module; it exports `run(args): AsyncIterable<Finding>`. */
const CAPABILITIES: Readonly<Record<string, string>> = {
  'legal-clock': 'packages/legal-clock/acceptance/legal-clock.acceptance.ts',
  exchange: 'tools/src/acceptance/exchange.ts',
  frame: 'tools/src/acceptance/frame.ts',
  mended: 'tools/src/acceptance/mended.ts',
  sockets: 'tools/src/acceptance/sockets.ts',
  spine: 'tools/src/acceptance/spine.ts',
};

type AcceptanceModule = { run: (args: readonly string[]) => AsyncIterable<Finding> };

const refuse = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(2);
};

const [capability = '', ...args] = process.argv.slice(2);
const path = CAPABILITIES[capability];
if (path === undefined) refuse(`Which capability? ${Object.keys(CAPABILITIES).join(', ')}`);
const file = join(repositoryRoot, path ?? '');
if (!existsSync(file))
  refuse(
    `The acceptance of ${capability} should stand in ${relative(repositoryRoot, file)}, and is not there.`,
  );

const { run } = (await import(pathToFileURL(file).href)) as AcceptanceModule;
const verdict = await judge(capability, run(args), (finding) =>
  process.stdout.write(`${findingLine(finding)}\n`),
);
process.stdout.write(`${JSON.stringify(verdict)}\n`);
process.exitCode = verdict.failed === 0 && verdict.held > 0 ? 0 : 1;
