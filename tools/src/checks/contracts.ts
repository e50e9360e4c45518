import { existsSync, mkdtempSync } from 'node:fs';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@lienthong/devtools/process/run-command';
import { repositoryRoot } from '@lienthong/devtools/repository';
import type { CheckOutcome } from './check.ts';
import { runProgram } from './program.ts';

const proto = join(repositoryRoot, 'proto');

const git = async (...args: string[]): Promise<string | undefined> => {
  const outcome = await runCommand('git', args, { cwd: repositoryRoot, timeoutMs: 30_000 });
  return outcome.code === 0 ? outcome.stdout.trim() : undefined;
};

/** What the contracts are compared with: the last release. Before the first one nobody depends on them, and they may take any shape. */
const findLastRelease = async (): Promise<string | undefined> =>
  git('describe', '--tags', '--match', 'v*', '--abbrev=0');

const inTemporaryDirectory = async <T>(work: (directory: string) => Promise<T>): Promise<T> => {
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-contracts-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

/** No message, field or method that somebody may use has changed its meaning since the last release. */
export const checkBreaking = async (): Promise<CheckOutcome> => {
  const release = await findLastRelease();
  if (release === undefined)
    return { held: true, note: 'nothing to compare with: nothing has been released' };
  return inTemporaryDirectory(async (directory) => {
    const archive = join(directory, 'released.tar');
    await git('archive', '--output', archive, release, 'proto');
    await runCommand('tar', ['-xf', archive, '-C', directory]);
    const outcome = await runProgram('buf', ['breaking', '.', '--against', join(directory, 'proto')], proto);
    return outcome.held ? { held: true, note: `compared with ${release}` } : outcome;
  });
};

const filesUnder = async (directory: string): Promise<string[]> => {
  if (!existsSync(directory)) return [];
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
};

/** The files by which two directories differ: in one only, or with another content. */
export const findDifferences = async (left: string, right: string): Promise<string[]> => {
  const names = new Set([...(await filesUnder(left)), ...(await filesUnder(right))]);
  const differing: string[] = [];
  for (const name of names) {
    const [a, b] = await Promise.all(
      [left, right].map((directory) => readFile(join(directory, name)).catch(() => undefined)),
    );
    if (a === undefined || b === undefined || !a.equals(b)) differing.push(name);
  }
  return differing.sort();
};

/** Where code is generated, and the program that does it in proto/, given the folder; buf's template names its own. */
const GENERATED = [
  { into: 'packages/contracts/src/gen', program: 'buf', argsFor: () => ['generate'] },
  {
    into: 'web/src/gen',
    program: 'node',
    argsFor: (folder: string) => [join(repositoryRoot, 'web', 'generate-client.ts'), folder],
  },
] as const;

/** Generates the code once more, elsewhere, and compares it with what stands in the workspaces. */
export const checkGenerated = (): Promise<CheckOutcome> =>
  inTemporaryDirectory(async (directory) => {
    await cp(proto, join(directory, 'proto'), { recursive: true });
    const differing: string[] = [];
    for (const { into, program, argsFor } of GENERATED) {
      const outcome = await runProgram(program, argsFor(join(directory, into)), join(directory, 'proto'));
      if (!outcome.held) return outcome;
      const names = await findDifferences(join(repositoryRoot, into), join(directory, into));
      differing.push(...names.map((name) => `  ${into}/${name}`));
    }
    if (differing.length === 0) return { held: true };
    return { held: false, note: ['npm run generate would change:', ...differing.slice(0, 10)].join('\n') };
  });
