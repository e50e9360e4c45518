import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg, setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { ExchangeProcess } from '../../services/exchange/test/support/exchange-process.ts';
import {
  CellKeeper,
  eventually,
  startProvince,
  TallyMaker,
  untilConnected,
} from '../../services/exchange/test/support/province.ts';
import { ms, percentile } from '../spine/percentile.ts';
import type { Flood } from './flooder.ts';

const [district, commune, flooding] = ['s482', 's20116', 's20125'] as const;
const hellos = 300_000;
const calmChanges = 150;
const everyMs = 10;

/** How much later a commune's changes are at the district while its neighbour says hello as fast as it can (C3). */
export async function run(): Promise<Ratio[]> {
  const sites = [{ id: district }, { id: commune, parent: district }, { id: flooding, parent: district }];
  const province = await startProvince(sites, 'leave');
  const exchange = new ExchangeProcess(province.getSite(district));
  try {
    await exchange.start();
    await province.host(commune);
    await untilConnected(province.getSite(commune));
    const maker = new TallyMaker(province.getSite(commune));
    const cells = new CellKeeper(province.getSite(district));
    await maker.producer.compare();
    const operator = province.getSite(district).as('operations', ExchangeServiceService, 'exchange');
    let changes = 0;

    /** One change, from its put until the district's reader has it, durable on the way at both. */
    const change = async (): Promise<number> => {
      changes += 1;
      const value = `change ${changes}`;
      const began = performance.now();
      await maker.put('2025-06-30', value);
      await eventually(() => cells.arrivals.at(-1)?.value === value, { everyMs: 1 });
      return (cells.arrivals.at(-1)?.at ?? Number.NaN) - began;
    };
    /** Asked after every change, in calm as in the flood, so that it weighs on both. */
    const heard = async (): Promise<number> => {
      const { neighbours } = await operator.listNeighbours({});
      return Number(neighbours.find(({ site }) => site === flooding)?.bytesReceived ?? 0);
    };
    const calm = async (): Promise<number[]> => {
      const times: number[] = [];
      while (times.length < calmChanges) {
        times.push(await change());
        await heard();
        await pause(everyMs);
      }
      return times;
    };

    await calm();
    const before = await calm();
    const from = await heard();
    const flooder = fork(join(import.meta.dirname, 'flooder.ts'));
    // In a province it is another machine: it takes what is left over of this one.
    for (const pid of [flooder.pid, province.tree.getSite(flooding).nats.pid]) if (pid) setPriority(pid, 19);
    const { servers, user, pass } = province.tree.getSite(flooding).linkLogin;
    flooder.send({ servers, user, pass, site: flooding, hellos } satisfies Flood);
    let bytes = Number.POSITIVE_INFINITY;
    void once(flooder, 'message').then(([said]) => {
      bytes = said as number;
    });
    while ((await heard()) === from) await pause(1);
    const during: number[] = [];
    const began = performance.now();
    let last = from;
    for (;;) {
      during.push(await change());
      await pause(everyMs);
      const now = await heard();
      // A server that drops some leaves fewer to be heard.
      if (now - from >= bytes || (Number.isFinite(bytes) && now === last)) break;
      last = now;
    }
    const seconds = (performance.now() - began) / 1_000;
    flooder.kill();
    const after = await calm();
    await maker.producer.stop();
    await cells.consumer.stop();
    const calmTimes = [...before, ...after];
    const words = (times: readonly number[]): string =>
      `median ${ms(percentile(times, 0.5))}, p95 ${ms(percentile(times, 0.95))}, ${times.length} changes`;
    const note = `${hellos} hellos heard in ${seconds.toFixed(1)} s: ${words(during)}; before ${words(before)}; after ${words(after)}; load ${loadavg()[0]?.toFixed(1)}`;
    return [
      ratio(
        'flood_of_hellos_delay_median',
        percentile(during, 0.5) / percentile(calmTimes, 0.5),
        '<=2',
        note,
      ),
      ratio('flood_of_hellos_delay_p95', percentile(during, 0.95) / percentile(calmTimes, 0.95), '<=2'),
    ];
  } finally {
    await exchange.kill();
    await province.stop();
  }
}
