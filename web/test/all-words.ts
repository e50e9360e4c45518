import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';

interface Dictionary {
  /** Its folder below `web/src`. */
  of: string;
  vi: Record<string, string>;
  en: Record<string, string>;
}

const root = join(repositoryRoot, 'web/src');

/** For tests: the common words and those of every feature, found as files, so that none can be left out. */
export const dictionaries: Dictionary[] = await Promise.all(
  globSync('**/vi.ts', { cwd: root })
    .map(dirname)
    .sort()
    .map(async (of) => {
      const { vi } = (await import(join(root, of, 'vi.ts'))) as Pick<Dictionary, 'vi'>;
      const { en } = (await import(join(root, of, 'en.ts'))) as Pick<Dictionary, 'en'>;
      return { of, vi, en };
    }),
);
