import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { platform } from './manifest.ts';

/** What an installation leaves beside the files, so that the next run knows that it is whole. */
type Receipt = { file: string; sha256: string; source: string };

/** The user-level cache of tools, outside every clone. `LIEN_THONG_TOOLS` puts it elsewhere. */
export const cacheRoot = (): string =>
  process.env.LIEN_THONG_TOOLS ??
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lien-thong', 'tools');

/** Where one version of one tool lives on this kind of machine. */
export const cacheDirectory = (name: string, version: string): string =>
  join(cacheRoot(), name, `${version.replaceAll(/[^\w.-]+/g, '-')}-${platform()}`);

/** SHA-256 of a file, as lower-case hex. */
export const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

/** The cached binary when the cache holds it whole and unchanged. */
export const findCached = async (name: string, version: string): Promise<string | undefined> => {
  const directory = cacheDirectory(name, version);
  const receiptPath = join(directory, 'receipt.json');
  if (!existsSync(receiptPath)) return undefined;
  const receipt = JSON.parse(await readFile(receiptPath, 'utf8')) as Receipt;
  const path = join(directory, receipt.file);
  if (!existsSync(path) || (await hashFile(path)) !== receipt.sha256) return undefined;
  return path;
};

/**
 * Puts a filled directory into the cache in one step (a rename), with its receipt; `file` is the binary in it.
 * What stood there before is removed.
 */
export const adoptIntoCache = async (
  name: string,
  version: string,
  filled: string,
  file: string,
  source: string,
): Promise<string> => {
  const receipt: Receipt = { file, sha256: await hashFile(join(filled, file)), source };
  await writeFile(join(filled, 'receipt.json'), `${JSON.stringify(receipt, null, 2)}\n`);
  const directory = cacheDirectory(name, version);
  await rm(directory, { recursive: true, force: true });
  await mkdir(join(directory, '..'), { recursive: true });
  await rename(filled, directory);
  return join(directory, file);
};
