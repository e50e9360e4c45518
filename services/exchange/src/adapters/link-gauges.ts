import { gauge } from '@lienthong/runtime';
import { hopsOf } from '../domain/engine/memory.ts';
import type { Site } from './site.ts';

const unconfirmed = gauge('lienthong.exchange.unconfirmed', {
  description: 'records that a neighbour is not known to hold',
});
const oldest = gauge('lienthong.exchange.oldest_unconfirmed_seconds', {
  description: 'age of the oldest of them',
});
const silence = gauge('lienthong.exchange.silent_seconds', {
  description: 'time since a neighbour was last heard',
});
const refused = gauge('lienthong.exchange.refused', {
  description: 'messages of a neighbour that were refused',
});

/** What an operator alarms on first: per neighbour what waits, for how long, and who is silent. @returns takes the gauges away again. */
export function watchLinks({ runner, records }: Pick<Site, 'runner' | 'records'>): () => void {
  const { memory } = runner.engine;
  const seconds = (from: number): number => Math.max(0, (memory.environment.now() - from) / 1_000);
  const open = (hop: string) => records.countOpen(hop);
  const watches = [
    unconfirmed.watch(async (result) => {
      for (const hop of hopsOf(memory)) result.observe((await open(hop)).count, { hop });
    }),
    oldest.watch(async (result) => {
      for (const hop of hopsOf(memory)) {
        const since = (await open(hop)).oldest;
        result.observe(since === undefined ? 0 : seconds(since), { hop });
      }
    }),
    silence.watch((result) => {
      for (const [hop, { lastHeard }] of memory.links)
        if (Number.isFinite(lastHeard)) result.observe(seconds(lastHeard), { hop });
    }),
    refused.watch((result) => {
      for (const [hop, { count }] of memory.refused) result.observe(count, { hop });
    }),
  ];
  return () => {
    for (const unwatch of watches) unwatch();
  };
}
