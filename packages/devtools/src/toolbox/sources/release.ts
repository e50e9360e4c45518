import { createHash } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../process/run-command.ts';
import type { Installed } from '../installed.ts';
import { platform, type ToolSource } from '../manifest.ts';
import { lastLine } from './python.ts';

/** A network that cannot reach the release page must say so quickly: the registries come next. */
const CONNECT_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 120_000;

const download = async (url: string): Promise<Buffer | string> => {
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(), CONNECT_TIMEOUT_MS);
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([connecting.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]),
    });
    clearTimeout(timer);
    if (!answer.ok) return `answered ${answer.status}`;
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
    return `could not be reached (${cause?.code ?? `no answer within ${CONNECT_TIMEOUT_MS / 1_000} s`})`;
  } finally {
    clearTimeout(timer);
  }
};

/** Downloads the official release, checks it and unpacks one binary. */
export const installFromRelease = async (
  source: Extract<ToolSource, { kind: 'release' }>,
  directory: string,
  report: (line: string) => void,
): Promise<Installed> => {
  const machine = platform();
  const fill = (text: string): string => text.replaceAll('{platform}', source.names[machine] ?? machine);
  const name = `official release ${fill(source.url)}`;
  const expected = source.sha256[machine];
  if (expected === undefined) return { source: name, missing: `no pinned release for ${machine}` };
  report('asking for the official release');
  const body = await download(fill(source.url));
  if (typeof body === 'string') return { source: name, missing: body };
  const sum = createHash('sha256').update(body).digest('hex');
  if (sum !== expected) return { source: name, missing: `has checksum ${sum}, expected ${expected}` };
  const archive = join(directory, 'release.tar.gz');
  await writeFile(archive, body);
  const outcome = await runCommand('tar', ['-xzf', archive, '-C', directory], { timeoutMs: 60_000 });
  if (outcome.code !== 0) return { source: name, missing: lastLine(outcome) };
  await chmod(join(directory, fill(source.file)), 0o755);
  return { source: name, file: fill(source.file) };
};
