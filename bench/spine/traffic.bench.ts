import { setTimeout as pause } from 'node:timers/promises';
import {
  ExchangeServiceService,
  ListNeighboursRequest,
  Relation,
} from '@lienthong/contracts/exchange/v1/exchange';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { type BenchProvince, commune, startBenchProvince } from './bench-province.ts';

/** One round of sums. */
const idleSeconds = 900;
const dossiers = 30;
const spacingMs = 2_000;

/** Bytes on a commune's link, with the intervals of production: idle, and for each dossier when dossiers come one by one. */
export async function* run(): AsyncIterable<Ratio> {
  const bench = await startBenchProvince('production');
  try {
    const site = bench.province.site(commune);
    const operator = site.described.people.find(({ roles }) => roles.includes('operator'))?.username ?? '';
    const exchange = site.as(operator, ExchangeServiceService, 'exchange');
    const payload = async (): Promise<number> => {
      const { neighbours } = await exchange.listNeighbours(ListNeighboursRequest.create());
      const parent = neighbours.find(({ relation }) => relation === Relation.PARENT);
      return (parent?.bytesSent ?? 0) + (parent?.bytesReceived ?? 0);
    };
    const line = (): number => (site.link?.bytes.up ?? 0) + (site.link?.bytes.down ?? 0);
    await bench.receive();
    await pause(20_000);

    const [idlePayload, idleLine] = [await payload(), line()];
    await pause(idleSeconds * 1_000);
    const perDay = (bytes: number): number => (bytes * 86_400) / idleSeconds;
    const idle = { payload: perDay((await payload()) - idlePayload), line: perDay(line() - idleLine) };
    yield ratio(
      'idle_payload_mb_per_day',
      idle.payload / 1e6,
      '<1',
      `${idleSeconds} s idle: ${Math.round(idle.payload / 24)} B payload an hour, ${Math.round(idle.line / 24)} B an hour on the line with NATS and TLS-less framing`,
    );

    const [busyPayload, busyLine] = [await payload(), line()];
    await oneByOne(bench);
    const each = {
      payload: ((await payload()) - busyPayload) / dossiers,
      line: (line() - busyLine) / dossiers,
    };
    yield ratio(
      'payload_kb_per_dossier',
      each.payload / 1e3,
      '<1',
      `${dossiers} dossiers ${spacingMs / 1_000} s apart, so that none shares a record with the next: ${Math.round(each.payload)} B payload and ${Math.round(each.line)} B on the line each`,
    );
    exchange.close();
  } finally {
    await bench.close();
  }
}

async function oneByOne(bench: BenchProvince): Promise<void> {
  for (let n = 0; n < dossiers; n += 1) {
    await bench.receive();
    await pause(spacingMs);
  }
}
