import { runCommand } from '@lienthong/devtools/process/run-command';
import { installedProgram, repositoryRoot } from '@lienthong/devtools/repository';
import type { CheckOutcome } from './check.ts';

/** Runs an installed program in the repository; the check holds when it ends with 0, otherwise its output is the note. */
export const runProgram = async (
  program: string,
  args: readonly string[],
  cwd = repositoryRoot,
): Promise<CheckOutcome> => {
  const outcome = await runCommand(installedProgram(program), args, {
    cwd,
    env: {
      PATH: `${installedProgram('')}:${process.env.PATH ?? ''}`,
      // A log with colour codes cannot be read.
      NO_COLOR: process.stdout.isTTY ? undefined : '1',
    },
  });
  if (outcome.code === 0) return { held: true };
  return { held: false, note: `${outcome.stdout}\n${outcome.stderr}`.trim() };
};
