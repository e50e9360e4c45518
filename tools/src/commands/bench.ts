/**
 * `npm run bench [-- name …]`: every bench/<topic>/<name>.bench.ts, one after the other, as nothing else may run beside a
 * measurement. A table with the absolute figures, then one line of JSON. An aim that is missed is reported as missed and
 * is no failure of the command; a benchmark that breaks off is.
 */
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { ensureFastEngine } from '@lienthong/devtools/toolbox/database-engine';
import { type Ratio, ratioJson, ratioTable } from '../bench/ratio.ts';

type BenchModule = { run: () => Promise<readonly Ratio[]> | AsyncIterable<Ratio> };

const wanted = process.argv.slice(2);
const directory = join(repositoryRoot, 'bench');
const files = (existsSync(directory) ? globSync('*/*.bench.ts', { cwd: directory }) : [])
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
  .sort();
const ratios: Ratio[] = [];
if (files.length > 0) await ensureFastEngine();
let broken = 0;
for (const file of files) {
  process.stdout.write(`${file} …\n`);
  try {
    const { run } = (await import(pathToFileURL(join(directory, file)).href)) as BenchModule;
    const measured = run();
    if (Symbol.asyncIterator in measured) for await (const one of measured) ratios.push(one);
    else ratios.push(...(await measured));
  } catch (error) {
    broken += 1;
    process.stdout.write(`${file} broke off: ${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
if (files.length === 0) process.stdout.write('There is no benchmark of that name.\n');
process.stdout.write(`\n${ratioTable(ratios)}\n\n${ratioJson(ratios)}\n`);
process.exitCode = broken === 0 && ratios.length > 0 ? 0 : 1;
