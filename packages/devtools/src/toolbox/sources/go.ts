import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../process/run-command.ts';
import type { Installed } from '../installed.ts';
import { findOnPath } from '../locate.ts';
import type { ToolSource } from '../manifest.ts';
import { lastLine } from './python.ts';

/** Compiles a Go module at its pinned version. Go checks the sources against its checksum database. */
export const installByGo = async (
  source: Extract<ToolSource, { kind: 'go' }>,
  directory: string,
  report: (line: string) => void,
): Promise<Installed> => {
  const name = `go install ${source.module}@${source.version}`;
  const go = findOnPath('go');
  if (go === undefined) return { source: name, missing: 'there is no go on the PATH' };
  report(`compiling by ${name} (about half a minute)`);
  const outcome = await runCommand(go, ['install', `${source.module}@${source.version}`], {
    env: { GOBIN: directory, CGO_ENABLED: '0' },
    timeoutMs: 600_000,
  });
  if (outcome.code !== 0) return { source: name, missing: lastLine(outcome) };
  if (!existsSync(join(directory, source.file)))
    return { source: name, missing: `it built no ${source.file}` };
  return { source: name, file: source.file };
};
