import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { WatchRollupRequest } from '@lienthong/contracts/operations/v1/operations';
import { startBenchProvince } from './bench-province.ts';
import { jetstreamSourcing } from './jetstream-sourcing.ts';
import { readTotal } from './visibility.ts';

const count = 200;

/** After the province's NATS server was killed and started again: until the first and the last number, against JetStream sourcing. */
export async function* run(): AsyncIterable<Ratio> {
  const bench = await startBenchProvince();
  const ending = new AbortController();
  try {
    const top = bench.province.sites[0];
    await bench.receive();
    const base = await readTotal(bench);
    await top?.nats.kill();
    await Promise.all(Array.from({ length: count }, () => bench.receive()));
    await top?.nats.start();
    const up = performance.now();
    const since = (): number => (performance.now() - up) / 1_000;
    let first = Number.NaN;
    let last = Number.NaN;
    const request = WatchRollupRequest.create({ selection: bench.selection });
    for await (const { rows } of bench.operations.watchRollup(request, {
      signal: ending.signal,
      timeoutMs: 120_000,
    })) {
      const value = rows[0]?.value ?? 0;
      if (Number.isNaN(first) && value > base) first = since();
      last = since();
      if (value >= base + count) break;
    }
    const sourcing = await jetstreamSourcing(count);
    const note = (own: number, other: number): string =>
      `${count} dossiers while it was down; exchange ${own.toFixed(2)} s, JetStream sourcing ${other.toFixed(2)} s`;
    yield ratio('recovery_first_vs_sourcing', first / sourcing.first, '<=0.1', note(first, sourcing.first));
    yield ratio('recovery_last_vs_sourcing', last / sourcing.last, '<=0.1', note(last, sourcing.last));
  } finally {
    ending.abort();
    await bench.close();
  }
}
