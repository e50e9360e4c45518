import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { cpus, loadavg } from 'node:os';
import { bareThreeHops } from './bare-message.ts';
import { commune, startBenchProvince } from './bench-province.ts';
import { durableThreeHops } from './durable-message.ts';
import { ms, percentile } from './percentile.ts';
import { measureVisibility } from './visibility.ts';

const aims = [
  { perSecond: 50, count: 500, p50: '<=8' },
  { perSecond: 200, count: 1_500, p50: '<=12' },
] as const;

/**
 * From an accepted dossier to the province's live board: against a bare message over such servers, against one that is written durably
 * wherever it may not be forgotten, and against a poller of 1 s.
 */
export async function* run(): AsyncIterable<Ratio> {
  const bench = await startBenchProvince('production');
  const engineOf = (id: string): string => bench.province.site(id).database.uri;
  const [top = '', middle = ''] = bench.province.sites.map(({ id }) => id);
  const engines = [engineOf(commune), engineOf(middle), engineOf(top)] as const;
  try {
    await measureVisibility(bench, 50, 200);
    for (const { perSecond, count, p50 } of aims) {
      const bare = await bareThreeHops(perSecond, 500);
      const before = loadavg()[0] ?? 0;
      const durable = await durableThreeHops(engines, perSecond, 500);
      const { watched, polled } = await measureVisibility(bench, perSecond, count);
      const seen = `${watched.length} of ${count} dossiers at ${perSecond}/s seen by a client of the province in another process`;
      yield ratio(
        `visible_p50_vs_bare_${perSecond}`,
        percentile(watched, 0.5) / percentile(bare, 0.5),
        p50,
        `${seen}: p50 ${ms(percentile(watched, 0.5))}; bare three-hop message p50 ${ms(percentile(bare, 0.5))}`,
      );
      yield ratio(
        `visible_p50_vs_durable_${perSecond}`,
        percentile(watched, 0.5) / percentile(durable, 0.5),
        '<=2',
        `an event and four durable writes in turn p50 ${ms(percentile(durable, 0.5))}, p99 ${ms(percentile(durable, 0.99))}; load ${before.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after, ${cpus().length} cores`,
      );
      yield ratio(
        `visible_p99_vs_poller_${perSecond}`,
        percentile(watched, 0.99) / percentile(polled, 0.99),
        `<=${(1 / 30).toFixed(3)}`,
        `p99 ${ms(percentile(watched, 0.99))}; asked every second p99 ${ms(percentile(polled, 0.99))}`,
      );
    }
  } finally {
    await bench.close();
  }
}
