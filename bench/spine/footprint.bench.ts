import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { openProvince } from '@lienthong/tools/province/province';
import { provinceFile } from './bench-province.ts';

const mebi = 2 ** 20;

/** Memory of each process, and the second start against the first. */
export async function* run(): AsyncIterable<Ratio> {
  const directory = await mkdtemp(join(tmpdir(), 'lienthong-bench-'));
  const start = async () => {
    const started = performance.now();
    const province = await openProvince(provinceFile, {
      state: join(directory, 'state'),
      freePorts: true,
      report: () => undefined,
    });
    await province.start();
    const url = province.sites.at(-1)?.publicUrl ?? '';
    await fetch(url);
    return { province, seconds: (performance.now() - started) / 1_000 };
  };
  try {
    const first = await start();
    await first.province.stop();
    const second = await start();
    const memory = await second.province.memory();
    await second.province.stop();
    const total = memory.reduce((sum, { bytes }) => sum + bytes, 0);
    const each = memory.map(({ name, bytes }) => `${name} ${Math.round(bytes / mebi)}`).join(', ');
    yield ratio('province_memory_gib', total / mebi / 1_024, '<2', `MiB: ${each}`);
    yield ratio(
      'second_start_seconds',
      second.seconds,
      '<15',
      `from the start to the first page, tools at hand: first ${first.seconds.toFixed(1)} s, second ${second.seconds.toFixed(1)} s`,
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
