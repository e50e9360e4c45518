import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../process/run-command.ts';
import { hashFile } from '../cache.ts';
import type { Installed } from '../installed.ts';
import { findOnPath } from '../locate.ts';
import type { ToolSource } from '../manifest.ts';
import { lastLine } from './python.ts';

const REPORT_EVERY = 15_000;

/** The crate's archive as cargo keeps it, from whichever index it came. */
const findArchive = async (file: string): Promise<string | undefined> => {
  const registry = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'cache');
  for (const index of existsSync(registry) ? await readdir(registry) : []) {
    const path = join(registry, index, file);
    if (existsSync(path)) return path;
  }
  return undefined;
};

/** Cargo's hundreds of lines as one every few seconds: how many crates, which one, how long so far. */
const condense = (minutes: number, report: (line: string) => void): ((line: string) => void) => {
  const started = Date.now();
  let last = 0;
  let compiled = 0;
  return (line) => {
    const crate = /^\s*Compiling (\S+)/.exec(line)?.[1];
    if (crate !== undefined) compiled += 1;
    if (Date.now() - last < REPORT_EVERY) return;
    last = Date.now();
    const seconds = Math.round((last - started) / 1_000);
    const doing = crate === undefined ? line.trim().slice(0, 80) : `${compiled} crates, now ${crate}`;
    report(`${doing} (${seconds} s of about ${minutes * 60} s)`);
  };
};

/** Compiles a crate with its own lock file. Cargo checks it against its index, we check it against the manifest. */
export const installByCargo = async (
  source: Extract<ToolSource, { kind: 'cargo' }>,
  directory: string,
  report: (line: string) => void,
): Promise<Installed> => {
  const name = `cargo install ${source.crate} ${source.version}`;
  const cargo = findOnPath('cargo');
  if (cargo === undefined) return { source: name, missing: 'there is no cargo on the PATH' };
  report(`compiling once, about ${source.minutes} minutes on two cores; later starts take it from the cache`);
  const say = condense(source.minutes, report);
  const started = Date.now();
  // A crate can compile for minutes without a line: say that it is still at it.
  const still = setInterval(
    () =>
      report(
        `still compiling (${Math.round((Date.now() - started) / 1_000)} s of about ${source.minutes * 60} s)`,
      ),
    30_000,
  );
  const outcome = await runCommand(
    cargo,
    [
      'install',
      source.crate,
      '--version',
      source.version,
      '--locked',
      '--ignore-rust-version',
      '--root',
      directory,
    ],
    { onLine: say, timeoutMs: 45 * 60_000, env: { CARGO_TARGET_DIR: join(directory, '.target') } },
  ).finally(() => clearInterval(still));
  if (outcome.code !== 0) return { source: name, missing: lastLine(outcome) };
  await rm(join(directory, '.target'), { recursive: true, force: true });
  const archive = await findArchive(`${source.crate}-${source.version}.crate`);
  if (archive !== undefined && (await hashFile(archive)) !== source.sha256)
    return { source: name, missing: 'the crate has a checksum that the manifest does not know' };
  return { source: name, file: source.file };
};
