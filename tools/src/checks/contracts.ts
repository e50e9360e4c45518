import { existsSync, mkdtempSync } from 'node:fs';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../process/run-command.ts';
import { repositoryRoot } from '../repository.ts';
import type { CheckOutcome } from './check.ts';
import { runProgram } from './program.ts';

const proto = join(repositoryRoot, 'proto');

const git = async (...args: string[]): Promise<string | undefined> => {
  const outcome = await runCommand('git', args, { cwd: repositoryRoot, timeoutMs: 30_000 });
  return outcome.code === 0 ? outcome.stdout.trim() : undefined;
};

/** What the contracts are compared with: where this branch left main, or on main itself the commit before. */
export const findContractBase = async (): Promise<{ commit: string } | { none: string }> => {
  const head = await git('rev-parse', '--verify', '--quiet', 'HEAD');
  if (head === undefined) return { none: 'this is not a git clone with commits' };
  for (const main of ['origin/main', 'main']) {
    const fork = await git('merge-base', 'HEAD', main);
    if (fork !== undefined && fork !== head) return { commit: fork };
  }
  const previous = await git('rev-parse', '--verify', '--quiet', 'HEAD~1');
  if (previous === undefined)
    return { none: 'there is no earlier commit in this clone (the first one, or a shallow clone)' };
  return { commit: previous };
};

const inTemporaryDirectory = async <T>(work: (directory: string) => Promise<T>): Promise<T> => {
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-contracts-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

/** No message, field or method that somebody may use has changed its meaning since the base. */
export const checkBreaking = async (): Promise<CheckOutcome> => {
  const base = await findContractBase();
  if ('none' in base) return { held: true, note: `nothing to compare with: ${base.none}` };
  const short = base.commit.slice(0, 8);
  return inTemporaryDirectory(async (directory) => {
    const archive = join(directory, 'base.tar');
    const there = await git('cat-file', '-e', `${base.commit}:proto/buf.yaml`);
    if (there === undefined)
      return { held: true, note: `nothing to compare with: commit ${short} has no proto/` };
    await git('archive', '--output', archive, base.commit, 'proto');
    await runCommand('tar', ['-xf', archive, '-C', directory]);
    const outcome = await runProgram('buf', ['breaking', '.', '--against', join(directory, 'proto')], proto);
    return outcome.held ? { held: true, note: `compared with commit ${short}` } : outcome;
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

/** Where code is generated: the template, seen from proto/ (none: buf's default), and the directory that it fills. */
const GENERATED = [
  { template: undefined, into: 'packages/contracts/src/gen' },
  { template: 'web/buf.gen.yaml', into: 'web/src/gen' },
] as const;

/** Generates the code once more, elsewhere, and compares it with what stands in the workspaces. */
export const checkGenerated = (): Promise<CheckOutcome> =>
  inTemporaryDirectory(async (directory) => {
    await cp(proto, join(directory, 'proto'), { recursive: true });
    const differing: string[] = [];
    for (const { template, into } of GENERATED) {
      if (template !== undefined && !existsSync(join(repositoryRoot, template))) continue;
      if (template !== undefined) await cp(join(repositoryRoot, template), join(directory, template));
      const args = template === undefined ? [] : ['--template', join('..', template)];
      const outcome = await runProgram('buf', ['generate', ...args], join(directory, 'proto'));
      if (!outcome.held) return outcome;
      const names = await findDifferences(join(repositoryRoot, into), join(directory, into));
      differing.push(...names.map((name) => `  ${into}/${name}`));
    }
    if (differing.length === 0) return { held: true };
    return { held: false, note: ['npm run generate would change:', ...differing.slice(0, 10)].join('\n') };
  });
