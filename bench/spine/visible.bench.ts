import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { bareThreeHops } from './bare-message.ts';
import { startBenchProvince } from './bench-province.ts';
import { ms, percentile } from './percentile.ts';
import { measureVisibility } from './visibility.ts';

const aims = [
  { perSecond: 50, count: 500, p50: '<=15' },
  { perSecond: 200, count: 1_500, p50: '<=25' },
] as const;

/** From an accepted dossier to the province's live board, against a bare message over the same servers and against a 1 s poller. */
export async function* run(): AsyncIterable<Ratio> {
  const bench = await startBenchProvince('production');
  try {
    await measureVisibility(bench, 50, 200);
    for (const { perSecond, count, p50 } of aims) {
      const bare = await bareThreeHops(perSecond, 500);
      const { watched, polled } = await measureVisibility(bench, perSecond, count);
      const seen = `${watched.length} of ${count} dossiers at ${perSecond}/s seen by a client of the province in another process`;
      yield ratio(
        `visible_p50_vs_bare_${perSecond}`,
        percentile(watched, 0.5) / percentile(bare, 0.5),
        p50,
        `${seen}: p50 ${ms(percentile(watched, 0.5))}; bare three-hop message p50 ${ms(percentile(bare, 0.5))}`,
      );
      yield ratio(
        `visible_p99_vs_poller_${perSecond}`,
        percentile(watched, 0.99) / percentile(polled, 0.99),
        '<=0.1',
        `p99 ${ms(percentile(watched, 0.99))}; asked every second p99 ${ms(percentile(polled, 0.99))}`,
      );
    }
  } finally {
    await bench.close();
  }
}
