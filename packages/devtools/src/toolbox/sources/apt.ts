import { existsSync } from 'node:fs';
import { runCommand } from '../../process/run-command.ts';
import type { Installed } from '../installed.ts';
import { findOnPath } from '../locate.ts';
import type { ToolSource } from '../manifest.ts';
import { lastLine } from './python.ts';

/** Installs a Debian package, as root only: it changes the system, and nobody is asked for a password. */
export const installByApt = async (
  source: Extract<ToolSource, { kind: 'apt' }>,
  report: (line: string) => void,
): Promise<Installed> => {
  const name = `Debian package ${source.package}`;
  const apt = findOnPath('apt-get');
  if (apt === undefined) return { source: name, missing: 'there is no apt-get' };
  if (process.getuid?.() !== 0)
    return { source: name, missing: `needs root: sudo apt-get install ${source.package}` };
  report(`installing the ${name}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-q', '--no-install-recommends', source.package];
  let outcome = await runCommand(apt, install, { env, timeoutMs: 600_000 });
  if (outcome.code !== 0) {
    await runCommand(apt, ['update', '-q'], { env, timeoutMs: 180_000 });
    outcome = await runCommand(apt, install, { env, timeoutMs: 600_000 });
  }
  if (outcome.code !== 0) return { source: name, missing: lastLine(outcome) };
  if (!existsSync(source.file)) return { source: name, missing: `it brought no ${source.file}` };
  return { source: name, outside: source.file };
};
