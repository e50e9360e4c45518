import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runCommand } from '../../process/run-command.ts';
import type { Installed } from '../installed.ts';
import type { ToolSource } from '../manifest.ts';
import { downloadWheel, findPython, lastLine } from './python.ts';

/** Installs a Python program with its dependencies into an environment of its own, called by module so that it may move. */
export const installByVenv = async (
  source: Extract<ToolSource, { kind: 'venv' }>,
  directory: string,
  report: (line: string) => void,
): Promise<Installed> => {
  const name = `Python package ${source.package}==${source.version}`;
  const python = findPython();
  if (python === undefined) return { source: name, missing: 'there is no Python on the PATH' };
  const made = await runCommand(python, ['-m', 'venv', '--copies', directory], { timeoutMs: 60_000 });
  if (made.code !== 0) return { source: name, missing: `no environment could be made (${lastLine(made)})` };
  const own = join(directory, 'bin', 'python');
  report(`downloading the ${name}`);
  const got = await downloadWheel(own, source.package, source.version, source.sha256, directory);
  if ('missing' in got) return { source: name, missing: got.missing };
  const outcome = await runCommand(
    own,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', got.wheel],
    {
      timeoutMs: 180_000,
    },
  );
  if (outcome.code !== 0) return { source: name, missing: lastLine(outcome) };
  await rm(join(directory, '.wheel'), { recursive: true, force: true });
  // pip writes the environment's present path into the script; the environment is about to move into the cache.
  const script = join(directory, source.file);
  await rename(script, `${script}.py`);
  const start = `#!/bin/sh\nhere=$(dirname "$0")\nexec "$here/python" "$here/${basename(source.file)}.py" "$@"\n`;
  await writeFile(script, start, { mode: 0o755 });
  return { source: name, file: source.file };
};
