import { codesByWord } from '@lienthong/contracts/enum-words';
import { WatermarkReason } from '@lienthong/contracts/exchange/v1/exchange';
import { tallyChannel as channelOf, nextVersion } from '@lienthong/domain';
import { createRecordProducer, type RecordProducer, valueDigest } from '@lienthong/messaging';
import { progressOf } from '../../../reporting/src/domain/progress.ts';
import { createRecountDay } from '../../../reporting/src/commands/recount-day.ts';
import type { ExchangeClient } from './service-client.ts';
import type { Databases, Entered, Tally } from './service-databases.ts';
import { silentLogger } from './service-exchange.ts';
import { type CallOptions, perform } from './service-process.ts';
import { minute, type World } from './world.ts';

export const tallyChannel = channelOf('onestop');
const progressReasons = codesByWord(WatermarkReason);

const keyOf = (unit: string, day: string): string => `${unit}/${day}`;

/** A tally's value: its events' ids, padded so that it may be too large for its record. */
export const encodeTally = (ids: readonly string[], padding: number): Buffer =>
  Buffer.from(`${ids.join(' ')}|${'.'.repeat(padding)}`);

export function decodeTally(value: Uint8Array): string[] {
  const text = Buffer.from(value).toString();
  const ids = text.slice(0, text.indexOf('|'));
  return ids === '' ? [] : ids.split(' ');
}

export interface TallyService {
  /** An event came down the site's stream. */
  handle(event: Entered): void;
  stop(): void;
}

const tickMs = 2 * minute;
export const compareMs = 120 * minute;

/**
 * As `reporting` does it: facts by event, tallies by unit and day with their version, the real producer towards exchange, and what it says of
 * progress (its own words for that). Events that it missed, and such as their owner has lost, a comparison finds.
 */
export function startTallyService(options: {
  world: World;
  call: CallOptions;
  databases: Databases;
  client: ExchangeClient;
  /** Units that are the site's by the registry that it knows. */
  units: () => string[];
  padding: number;
}): TallyService {
  const { world, call, databases, client, units, padding } = options;
  const { life } = call;
  const offered = new Set<Promise<unknown>>();
  const pending = new Set<string>();
  /** The last version of each number that this process wrote. */
  const written = new Map<string, number>();
  let compared = new Set<string>();
  let comparing: Promise<void> | undefined;
  let seenThrough: number | undefined;
  let unitsBefore = '';

  const valueOf = ({ src, lineage, ids, lostAt }: Tally) => ({
    src,
    lineage,
    value: encodeTally(ids, padding),
    ...(lostAt === undefined ? {} : { lostAt }),
  });
  const factsOf = (unit: string, day: string): string[] =>
    [...databases.facts.rows.values()]
      .filter((one) => one.unit === unit && one.day === day)
      .map(({ id }) => id);

  const producer: RecordProducer = createRecordProducer({
    client,
    channel: tallyChannel,
    units,
    async *load(unit) {
      for (const [key, tally] of await perform(call, () => [...databases.tallies.rows])) {
        const [of = '', id = ''] = key.split('/');
        if (of === unit && !databases.missing.get(key))
          yield { id, src: tally.src, digest: valueDigest(valueOf(tally).value) };
      }
    },
    async read({ unit, id }) {
      const tally = await perform(call, () => databases.tallies.get(keyOf(unit, id)));
      return tally && valueOf(tally);
    },
    recount: ({ unit, id }, held) => recountDay({ unit, day: id }, held),
    logger: silentLogger,
  });

  /** The service's own judgement of what is known here, over these tables. */
  const recountDay = createRecountDay({
    facts: {
      countOfDay: async (unit, day) => factsOf(unit, day).length,
      beginning: async (unit) => {
        const times = [...databases.facts.rows.values()]
          .filter((one) => one.unit === unit)
          .map(({ day }) => Date.parse(day));
        return times.length > 0 ? (Math.min(...times) as never) : undefined;
      },
    },
    tallies: {
      find: async (unit, day) => databases.tallies.get(keyOf(unit, day)) as never,
    },
    history: {
      isMissing: ({ unit, day }) => databases.missing.get(keyOf(unit, day)) ?? false,
      noteMissing: async ({ unit, day }) => databases.missing.set([[keyOf(unit, day), true]]),
      noteKnown: async ({ unit, day }) => databases.missing.remove([keyOf(unit, day)]),
    },
    raise: async ({ unit, day }, { above }) =>
      ({ ...valueOf(await count(unit, day, above)), unit, day, spans: [] }) as never,
    compared: () => compareFacts(),
    async factsHeld({ unit, day }) {
      const held = await client
        .readRecord({ key: { channel: tallyChannel, unit, id: day } } as never)
        .catch((error: unknown) => {
          if ((error as { code?: string }).code === 'NOT_HELD') return undefined;
          throw error;
        });
      return held && !held.tombstone ? decodeTally(held.value).length : undefined;
    },
  });

  /** Counts a day from its facts, above a version. */
  async function count(unit: string, day: string, above = 0, isLoss = false): Promise<Tally> {
    return await perform(call, () => {
      const key = keyOf(unit, day);
      const before = databases.tallies.get(key);
      const ids = factsOf(unit, day);
      if (!isLoss && before && before.src > above && before.ids.join() === ids.join()) return before;
      const { src, lineage } = nextVersion(before?.lineage ?? [], {
        follows: before !== undefined && written.get(key) === before.src,
        above: Math.max(before?.src ?? 0, above),
        draw: Math.random,
      });
      written.set(key, src);
      const lostAt = isLoss ? src : before?.lostAt;
      const tally = { src, lineage, ids, ...(lostAt === undefined ? {} : { lostAt }) };
      databases.tallies.set([[key, tally]]);
      return tally;
    });
  }

  function offer(unit: string, day: string, tally: Tally): void {
    if (databases.missing.get(keyOf(unit, day))) return;
    remember(producer.put({ unit, id: day }, valueOf(tally)));
  }

  function remember(answer: Promise<unknown>): void {
    const held = answer.finally(() => offered.delete(held));
    offered.add(held);
  }

  async function take(events: readonly Entered[]): Promise<void> {
    await perform(call, () => databases.facts.set(events.map((event) => [event.id, event])));
    const days = new Map(events.map((event) => [keyOf(event.unit, event.day), event]));
    for (const { unit, day } of days.values()) offer(unit, day, await count(unit, day));
  }

  /** That a day lost something is durable before its facts are removed, and stays until a version of it says so. */
  async function removeLost(facts: readonly Entered[]): Promise<void> {
    if (facts.length === 0) return;
    const days = facts.map(({ unit, day }) => [keyOf(unit, day), true] as const);
    await perform(call, () => databases.unmarked.set(days));
    await perform(call, () => databases.facts.remove(facts.map(({ id }) => id)));
  }

  /** Facts against the events of their owner, both ways. */
  function compareFacts(): Promise<void> {
    comparing ??= again(async () => {
      const { onestop, facts, tallies, unmarked } = databases;
      await take([...onestop.rows.values()].filter(({ id }) => !facts.get(id) && !pending.has(id)));
      await removeLost([...facts.rows.values()].filter(({ id }) => !onestop.get(id)));
      const days = [...facts.rows.values()].map(({ unit, day }) => keyOf(unit, day));
      for (const key of new Set([...days, ...tallies.rows.keys(), ...unmarked.rows.keys()])) {
        const [unit = '', day = ''] = key.split('/');
        const isLoss = unmarked.get(key) ?? false;
        if (!isLoss && factsOf(unit, day).join() === tallies.get(key)?.ids.join()) continue;
        offer(unit, day, await count(unit, day, 0, isLoss));
        if (isLoss) await perform(call, () => unmarked.remove([key]));
      }
      for (const unit of units()) compared.add(unit);
    }).finally(() => {
      comparing = undefined;
    });
    return comparing;
  }

  async function again(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await work();
      } catch {
        await new Promise((resolve) => {
          world.after(5_000, () => resolve(undefined));
        });
      }
    }
  }

  async function tick(): Promise<void> {
    const now = world.now;
    const owned = units();
    if (owned.join() !== unitsBefore) {
      unitsBefore = owned.join();
      compared = new Set([...compared].filter((unit) => owned.includes(unit)));
      remember(producer.compare());
      void compareFacts();
    }
    if (pending.size === 0) {
      void Promise.all(offered).then(() => {
        seenThrough = Math.max(seenThrough ?? 0, now);
      });
      await Promise.resolve();
    }
    const all = owned.map((unit) => ({
      unit,
      ...progressOf({
        now: world.now,
        comparing: !compared.has(unit),
        historyMissing: [...databases.missing.rows.keys()].some((key) => key.startsWith(`${unit}/`)),
        refused: producer.status().notTaken.has(unit),
        seenThrough,
        oldestDeadLetter: undefined,
        previous: databases.progress.get(unit),
      }),
    }));
    try {
      const { epoch } = await client.reportProgress({
        epoch: producer.status().epoch,
        units: all.map(({ unit, asOf, reason }) => ({
          unit,
          channel: tallyChannel,
          asOf: asOf === undefined ? undefined : new Date(asOf),
          reason: progressReasons[reason],
        })),
      } as never);
      producer.noteEpoch(epoch);
    } catch {
      return;
    }
    databases.progress.set(
      all.flatMap(({ unit, asOf }) => (asOf === undefined ? [] : [[unit, asOf] as const])),
    );
  }

  function every(period: number, work: () => Promise<void>): void {
    world.after(period, () => {
      if (!life.alive) return;
      void work().catch(() => undefined);
      every(period, work);
    });
  }

  producer.start();
  remember(producer.compare());
  void compareFacts();
  every(tickMs, tick);
  every(compareMs, compareFacts);

  return {
    handle(event) {
      pending.add(event.id);
      void again(() => take([event])).finally(() => pending.delete(event.id));
    },
    stop: () => void producer.stop(),
  };
}
