import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandOutcome, runCommand } from '../../process/run-command.ts';
import { hashFile } from '../cache.ts';
import { findOnPath } from '../locate.ts';

/** The last thing a failed command said, for a message of one line. */
export const lastLine = (outcome: CommandOutcome): string => {
  if (outcome.code === null) return 'no answer in time';
  const lines = `${outcome.stdout}\n${outcome.stderr}`.split('\n').filter((line) => line.trim() !== '');
  return (lines.at(-1) ?? `ended with code ${outcome.code}`).trim().slice(0, 200);
};

export const findPython = (): string | undefined => findOnPath('python3') ?? findOnPath('python');

/** A Python that has pip: the system's, or one in an environment made for the purpose inside `directory`. */
export const getPip = async (directory: string): Promise<{ python: string } | { missing: string }> => {
  const python = findPython();
  if (python === undefined) return { missing: 'there is no Python on the PATH' };
  if ((await runCommand(python, ['-m', 'pip', '--version'], { timeoutMs: 20_000 })).code === 0)
    return { python };
  const made = await runCommand(python, ['-m', 'venv', join(directory, '.pip')], { timeoutMs: 60_000 });
  if (made.code !== 0) return { missing: `Python has neither pip nor venv (${lastLine(made)})` };
  return { python: join(directory, '.pip', 'bin', 'python') };
};

/** Downloads one wheel without its dependencies and checks it against the manifest's checksums. */
export const downloadWheel = async (
  python: string,
  name: string,
  version: string,
  allowed: Readonly<Record<string, string>>,
  directory: string,
): Promise<{ wheel: string } | { missing: string }> => {
  const into = join(directory, '.wheel');
  await mkdir(into, { recursive: true });
  const outcome = await runCommand(
    python,
    [
      '-m',
      'pip',
      'download',
      '--no-deps',
      '--only-binary=:all:',
      '--disable-pip-version-check',
      '-d',
      into,
      `${name}==${version}`,
    ],
    { timeoutMs: 120_000 },
  );
  if (outcome.code !== 0) return { missing: lastLine(outcome) };
  const file = (await readdir(into)).find((entry) => entry.endsWith('.whl'));
  if (file === undefined) return { missing: 'pip downloaded no wheel' };
  const sum = await hashFile(join(into, file));
  if (!Object.values(allowed).includes(sum))
    return { missing: `${file} has checksum ${sum}, which the manifest does not know` };
  return { wheel: join(into, file) };
};
