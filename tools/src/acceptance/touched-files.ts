import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';

/** A row of CONTRIBUTING's table: how many files a change touches. */
export interface TouchedFiles {
  change: string;
  before: number;
  limit: number;
  now: number;
  /** Named in the table, and of no service there is. */
  missing: string[];
}

/** The table `What a change touches`. @throws when it is not there. */
export function readTouchedFiles(): TouchedFiles[] {
  const [, section = ''] = readFileSync(join(repositoryRoot, 'CONTRIBUTING.md'), 'utf8').split(
    '## What a change touches\n',
  );
  const rows = [...section.matchAll(/^\| ([^|]+) \| (\d+) \| (\d+) \| ([^|]+) \|$/gm)];
  const [command] = rows;
  if (!command) throw new Error('CONTRIBUTING has no table of what a change touches');
  const ofCommand = namedIn(command[4]);
  return rows.map(([, change = '', before, limit, cell = '']) => {
    const files = [...(cell.startsWith('those of a command') ? ofCommand : []), ...namedIn(cell)];
    const missing = files.filter(
      (file) => globSync(file.replaceAll(/<\w+>/g, '*'), { cwd: repositoryRoot }).length === 0,
    );
    return { change, before: Number(before), limit: Number(limit), now: files.length, missing };
  });
}

const namedIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);

const words = /lienthong[./]floods|-floods\b|['"`/]floods['"`/]|floods_[a-z]+|flood_level/;

/** Lines outside its folder that name the example: `file:line`. */
export function linesNamingTheExample(): string[] {
  const files = globSync(
    '{packages,services,tools/src,web/src,deploy,proto,bench}/**/*.{ts,tsx,json,yaml,proto}',
    {
      cwd: repositoryRoot,
      exclude: (path) => /(^|\/)(node_modules|gen|dist)$/.test(path) || path === 'tools/src/acceptance',
    },
  );
  return files.flatMap((file) =>
    readFileSync(join(repositoryRoot, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (words.test(line) ? [`${file}:${index + 1}`] : [])),
  );
}
