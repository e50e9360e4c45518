import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from '../process/run-command.ts';
import { findCached } from './cache.ts';
import { getToolEntry, type ToolEntry, type ToolName } from './manifest.ts';
import { findFittingVersion } from './version-fits.ts';

/** A tool that is there. `from` says where it came from: a variable, the PATH, the cache, or the source that gave it. */
export type Tool = { name: ToolName; path: string; version: string; from: string };

/** The first executable of that name on the PATH. */
export const findOnPath = (command: string): string | undefined => {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    if (directory === '') continue;
    const path = join(directory, command);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return undefined;
};

const findFittingOnPath = async (name: ToolName, entry: ToolEntry): Promise<Tool | undefined> => {
  if (entry.versionArguments === undefined || entry.fits === undefined) return undefined;
  for (const command of [entry.command, ...entry.alsoCalled]) {
    const path = findOnPath(command);
    if (path === undefined) continue;
    const printed = await runCommand(path, entry.versionArguments, { timeoutMs: 10_000 });
    const version = findFittingVersion(`${printed.stdout}\n${printed.stderr}`, entry.fits);
    if (version !== undefined) return { name, path, version, from: 'the PATH' };
  }
  return undefined;
};

/** Looks for a tool that is already here (variable, PATH, cache) and installs nothing. */
export const findTool = async (name: ToolName): Promise<Tool | undefined> => {
  const entry = getToolEntry(name);
  const named = process.env[entry.environment];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`${entry.environment} names ${named}, and there is no such file`);
    return { name, path: named, version: 'as given', from: entry.environment };
  }
  const onPath = await findFittingOnPath(name, entry);
  if (onPath !== undefined) return onPath;
  const cached = await findCached(name, entry.version);
  return cached === undefined ? undefined : { name, path: cached, version: entry.version, from: 'the cache' };
};
