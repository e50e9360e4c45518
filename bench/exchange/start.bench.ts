import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { startTestSite } from '@lienthong/testkit';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { percentile } from '../spine/percentile.ts';
import { fill, sitesBelow, top } from './many-records.ts';
import type { Start } from './many-records-process.ts';

/** `LT_RECORDS=1000000`, or `LT_FULL=1`, for the size of a province after years. */
const records = Number(process.env['LT_RECORDS'] ?? (process.env['LT_FULL'] === '1' ? 1_000_000 : 50_000));
const ticksPerSecond = 100;

/** A start of the province's exchange over many records, with the engine that is shipped. */
export async function run(): Promise<Ratio[]> {
  const site = await startTestSite({
    site: top,
    units: ['46@0'],
    others: sitesBelow(records),
    services: ['exchange', 'operations'],
    change: (config) => {
      const [own] = config.sites;
      for (const one of config.sites) one.publicKey ||= own?.publicKey ?? '';
    },
  });
  try {
    const filling = performance.now();
    await fill(site, records);
    const filled = (performance.now() - filling) / 1_000;
    const file = join(site.directory, 'bench.yaml');
    await writeFile(file, JSON.stringify(site.config));
    const engineBefore = cpuOf(site.database.pid);
    const child = fork(join(import.meta.dirname, 'many-records-process.ts'), [file], {
      execArgv: ['--expose-gc'],
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error('the process ended before it had measured');
    });
    const [measured] = (await Promise.race([once(child, 'message'), ended])) as [Start];
    ended.catch(() => undefined);
    child.kill('SIGKILL');
    return ratiosOf(measured, cpuOf(site.database.pid) - engineBefore, filled);
  } finally {
    await site.stop();
  }
}

function ratiosOf(measured: Start, engineSeconds: number, filled: number): Ratio[] {
  const { firstAnswer, walk, putsMeanwhile, putsAfterwards, heap, reroute } = measured;
  const [load = 0] = loadavg();
  const about = `${records} records (filled in ${filled.toFixed(0)} s), load ${load.toFixed(1)}`;
  const seconds = (time: number): string => (time / 1_000).toFixed(2);
  const p95 = percentile(putsMeanwhile, 0.95);
  return [
    ratio(
      'start_to_first_answer_cpu_seconds',
      firstAnswer.cpu / 1_000,
      '<=10',
      `${about}: first put durable after ${seconds(firstAnswer.wall)} s, the process's CPU from its beginning`,
    ),
    ratio(
      'walk_cpu_us_per_record',
      ((walk.cpu - firstAnswer.cpu) * 1_000) / records,
      // 5 s at 184,000: 168 communes for three years.
      '<=27',
      `sums complete after ${seconds(walk.wall)} s: CPU ${seconds(walk.cpu)} s here, ${engineSeconds.toFixed(2)} s in the database, all measuring included`,
    ),
    ratio(
      'put_p95_while_walking_vs_after',
      p95 / percentile(putsAfterwards, 0.95),
      '<=25',
      `${putsMeanwhile.length} puts meanwhile: p95 ${p95.toFixed(0)} ms, longest ${Math.max(...putsMeanwhile).toFixed(0)} ms; afterwards p95 ${percentile(putsAfterwards, 0.95).toFixed(1)} ms`,
    ),
    ratio(
      'heap_bytes_per_record',
      heap / records,
      '<=300',
      `${(heap / 2 ** 20).toFixed(0)} MiB more than before the start`,
    ),
    ratio(
      'registry_move_seconds',
      reroute.wall / 1_000,
      '<=0.5',
      `one commune moves to another district, with its records: CPU ${seconds(reroute.cpu)} s here`,
    ),
  ];
}

/** Seconds of CPU that a process has used; NaN for a server that is not ours. */
function cpuOf(pid: number | undefined): number {
  if (pid === undefined) return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
