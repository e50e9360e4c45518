import { gauge } from '@lienthong/runtime';
import { clockDifference } from '../domain/engine/clocks.ts';
import { hopsOf, type Memory } from '../domain/engine/memory.ts';
import type { JoinedSite } from './site.ts';

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
const registry = gauge('lienthong.exchange.registry', {
  description:
    '1: the registry of sites differs from this site’s configuration, or waits for a person after a restore',
});

const remembered = gauge('lienthong.exchange.remembered', {
  description: 'what the process keeps in memory, by kind: none of it may grow without end',
});
const stubs = gauge('lienthong.exchange.stubs', {
  description: 'records of which only others hold something',
});
const clock = gauge('lienthong.exchange.clock_difference_seconds', {
  description: 'by how much a neighbour’s clock is ahead of this site’s',
});
const dropped = gauge('lienthong.exchange.dropped', {
  description: 'messages of a neighbour that were dropped because it sent too many',
});

/** What an operator alarms on first: per neighbour what waits, for how long, and who is silent. @returns takes the gauges away again. */
export function watchLinks({
  runner,
  records,
  names,
  follower,
}: Pick<JoinedSite, 'runner' | 'records' | 'names' | 'follower'>): () => void {
  // Asked each time: an engine that failed was replaced by another.
  const memoryNow = () => runner.engine.memory;
  const seconds = (from: number): number => Math.max(0, (memoryNow().environment.now() - from) / 1_000);
  const open = (hop: string) => records.countOpen(hop);
  const watches = [
    unconfirmed.watch(async (result) => {
      for (const hop of hopsOf(memoryNow())) result.observe((await open(hop)).count, { hop });
    }),
    oldest.watch(async (result) => {
      for (const hop of hopsOf(memoryNow())) {
        const since = (await open(hop)).oldest;
        result.observe(since === undefined ? 0 : seconds(since), { hop });
      }
    }),
    silence.watch((result) => {
      for (const [hop, { lastHeard }] of memoryNow().links)
        if (Number.isFinite(lastHeard)) result.observe(seconds(lastHeard), { hop });
    }),
    clock.watch((result) => {
      for (const hop of memoryNow().clocks.keys())
        result.observe((clockDifference(memoryNow(), hop) ?? 0) / 1_000, { hop });
    }),
    dropped.watch((result) => {
      for (const [hop, count] of runner.dropped) result.observe(count, { hop });
    }),
    refused.watch((result) => {
      for (const [hop, { count }] of memoryNow().refused) result.observe(count, { hop });
    }),
    registry.watch(async (result) => {
      result.observe(names.difference() ? 1 : 0, { kind: 'differs' });
      result.observe((await follower.findRestored()) ? 1 : 0, { kind: 'restored' });
    }),
    stubs.watch(async (result) => result.observe(await records.countStubs())),
    remembered.watch((result) => {
      for (const [kind, count] of sizesOf(memoryNow())) result.observe(count, { kind });
    }),
  ];
  return () => {
    for (const unwatch of watches) unwatch();
  };
}

function sizesOf(memory: Readonly<Memory>): [kind: string, count: number][] {
  const { keys, routes, recent, lazy, timers, spans, expected, transfers, asks, presence, walk } = memory;
  const sum = (maps: Iterable<{ readonly size: number }>): number =>
    [...maps].reduce((all, { size }) => all + size, 0);
  return [
    ['keys', keys.size],
    ['routes', routes.size],
    ['recent', recent.size],
    ['lazy', lazy.size],
    ['timers', timers.size],
    ['spans', spans.size],
    ['expected', expected.size],
    ['transfers', transfers.size],
    ['flights', sum(memory.flights.values())],
    ['pushes', sum(memory.pushes.values())],
    ['asks', asks.size],
    ['presence', presence.size],
    ['walking', walk.waiting.size + walk.rerouted.size],
  ];
}
