import { describe, expect, test } from '@jest/globals';
import { isOfLineage, Refusal } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import { createLogger } from '@lienthong/runtime';
import fc from 'fast-check';
import { createEventHandler } from '../src/consumers/events.ts';
import type { Fact } from '../src/domain/fact.ts';
import { factsOf } from '../src/domain/facts-of.ts';
import { foldTally } from '../src/domain/fold-tally.ts';
import { createTallyProjection } from '../src/projections/tally-projection.ts';
import { decodeTally, encodeTally } from '../src/projections/day-tally.ts';
import { aHistory, happened, testAggregationOf, testCatalogue } from './histories.ts';
import { aFate, createMemoryStores } from './support/memory-stores.ts';
import { crowded, envelope } from './support/wire.ts';

const unit = '20116@0';
const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`day projection: LT_SEED=${seed}`);
const logger = createLogger('test', 'test', 'fatal');

/** Events in any order, some twice, in batches that several readers handle side by side, in one process or another. */
const deliveries = aHistory
  .map((history) => history.map(crowded))
  .chain((history) =>
    fc.record({
      history: fc.constant(history),
      order: fc.shuffledSubarray(
        [...history, ...history.slice(0, 6)].map((_, index) => index),
        { minLength: history.length + Math.min(6, history.length) },
      ),
      cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 }),
      fates: fc.infiniteStream(aFate),
      /** Process that handles each batch. Two at once is more than production allows; the guard has to hold even then. */
      processes: fc.infiniteStream(fc.nat({ max: 1 })),
    }),
  );
const readers = 4;

describe('the tallies in the store', () => {
  test('equal a fold of the facts in the store, whatever order, failures, restarts and repeats brought them there', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ history, order, cuts, fates, processes }) => {
        const all = [...history, ...history.slice(0, 6)];
        const stores = createMemoryStores(
          () => fates.next().value ?? { end: 'answers', before: 0, after: 0 },
        );
        const written = new Map<string, number>();
        const start = () => {
          const projection = createTallyProjection({
            ...stores,
            aggregationOf: testAggregationOf,
            written: ({ day, src }) => written.set(day, Math.max(src, written.get(day) ?? 0)),
            storeMoved: () => undefined,
            logger,
          });
          return {
            projection,
            handle: createEventHandler({
              owner: 'onestop',
              facts: stores.facts,
              projection,
              catalogue: testCatalogue,
              refreshCatalogue: async () => undefined,
            }),
          };
        };
        const started = [start(), start()] as const;
        const batches: EventEnvelope[][] = [];
        for (let at = 0, cut = 0; at < order.length; cut += 1) {
          const size = cuts[cut % cuts.length] ?? 1;
          batches.push(
            order.slice(at, at + size).flatMap((index) => {
              const event = all[index];
              return event ? [envelope(event)] : [];
            }),
          );
          at += size;
        }
        // What was rejected comes again.
        const work = async (reader: number): Promise<void> => {
          for (let index = reader; index < batches.length; index += readers) {
            const { handle } = started[processes.next().value ?? 0] ?? started[0];
            for (let again = true; again; )
              again = await handle(batches[index] ?? []).then(
                () => false,
                () => true,
              );
          }
        };
        await Promise.all(Array.from({ length: readers }, (_, reader) => work(reader)));
        const facts = [...stores.heldFacts.values()];
        expect(facts.map(({ id }) => id).sort()).toEqual(
          [...new Set(history.flatMap(factsOf).map(({ id }) => id))].sort(),
        );
        for (const day of new Set(facts.map((fact) => fact.day))) {
          const stored = stores.heldTallies.get(`${unit}/${day}`);
          const wanted = foldTally(
            { unit, day },
            facts.filter((fact) => fact.day === day),
            testAggregationOf,
          );
          expect(stored && decodeTally(stored.value)).toEqual(decodeTally(encodeTally(wanted)));
          expect(written.get(day)).toBe(stored?.src);
        }
      }),
      { seed, numRuns: Number(process.env['RUNS'] ?? 300) },
    );
  });
});

describe('the versions of a tally', () => {
  const day = '2025-06-28';

  /** A process of the service, and the tallies that its store may be set back to. */
  function started(stores: ReturnType<typeof createMemoryStores>) {
    const projection = createTallyProjection({
      ...stores,
      aggregationOf: testAggregationOf,
      written: () => undefined,
      storeMoved: () => undefined,
      logger,
    });
    const handle = createEventHandler({
      owner: 'onestop',
      facts: stores.facts,
      projection,
      catalogue: testCatalogue,
      refreshCatalogue: async () => undefined,
    });
    const happens = async (id: string) => {
      await handle([envelope(happened(id, day, [{ day, flow: 'received', after: '' }]))]);
      return stores.heldTallies.get(`${unit}/${day}`);
    };
    return { projection, happens };
  }
  const quiet = () => createMemoryStores(() => ({ end: 'answers', before: 0, after: 0 }));

  test('follow one another in a process, and none of another life of the store is among them', async () => {
    const stores = quiet();
    const { happens } = started(stores);
    const first = await happens('a');
    const copy = new Map(stores.heldTallies);
    const lost = await happens('b');
    expect(lost?.src).toBe((first?.src ?? 0) + 1);
    expect(lost?.lineage).toHaveLength(1);

    for (const life of [happens, started(stores).happens]) {
      stores.heldTallies.clear();
      for (const [id, tally] of copy) stores.heldTallies.set(id, tally);
      await life(`${stores.heldFacts.size}`);
      const present = await life(`${stores.heldFacts.size}`);
      expect(present?.src).toBeGreaterThan(lost?.src ?? 0);
      expect([lost, first].map((version) => isOfLineage(version?.src ?? 0, present?.lineage))).toEqual([
        false,
        true,
      ]);
    }
  });

  test('that others hold and a person lets the day inherit are its own from then on', async () => {
    const stores = quiet();
    const { projection, happens } = started(stores);
    await happens('a');
    const recounted = await projection.raise({ unit, day }, { above: 5 });
    expect(isOfLineage(5, recounted.lineage)).toBe(false);
    const inherited = await projection.raise({ unit, day }, { above: 5, inherits: true });
    expect(inherited.src).toBeGreaterThan(5);
    expect(isOfLineage(5, inherited.lineage)).toBe(true);
  });
});

describe('the sweep', () => {
  test('takes a fact that is stored but not yet answered for no difference, and finds one that stays', async () => {
    let after = 0;
    const stores = createMemoryStores(() => ({ end: 'answers', before: 0, after }));
    const moved: string[] = [];
    const projection = createTallyProjection({
      ...stores,
      aggregationOf: testAggregationOf,
      written: () => undefined,
      storeMoved: ({ day }) => moved.push(day),
      logger,
    });
    const handle = createEventHandler({
      owner: 'onestop',
      facts: stores.facts,
      projection,
      catalogue: testCatalogue,
      refreshCatalogue: async () => undefined,
    });
    const event = (id: string): EventEnvelope =>
      envelope(happened(id, '2025-06-28', [{ day: '2025-06-28', flow: 'received', after: '' }]));
    await handle([event('a')]);
    after = 40;
    const second = handle([event('b')]);
    while (stores.heldFacts.size < 2) await new Promise((resolve) => setImmediate(resolve));
    after = 0;
    expect(await projection.sweep()).toBe(0);
    await second;
    const [held] = stores.heldFacts.values();
    if (held) stores.heldFacts.set('x:0', { ...held, id: 'x:0', eventId: 'x' });
    expect(await projection.sweep()).toBe(1);
    expect(moved).toEqual(['2025-06-28']);
    expect(stores.heldTallies.get(`${unit}/2025-06-28`)?.facts).toBe(3);
  });

  test('an event that the catalogue held here does not know is judged once more by the one that the directory has', async () => {
    const stores = createMemoryStores(() => ({ end: 'answers', before: 0, after: 0 }));
    const settings = { ...stores, aggregationOf: testAggregationOf, written: () => undefined, logger };
    const projection = createTallyProjection({ ...settings, storeMoved: () => undefined });
    const poor = { ...testCatalogue(), find: () => undefined };
    let isFresh = false;
    let asked = 0;
    const handle = createEventHandler({
      owner: 'onestop',
      facts: stores.facts,
      projection,
      catalogue: () => (isFresh ? testCatalogue() : poor),
      refreshCatalogue: async () => {
        asked += 1;
        if (asked === 1) throw new Error('the directory is away');
        isFresh = true;
      },
    });
    const event = envelope(happened('a', '2025-06-28', [{ day: '2025-06-28', flow: 'received', after: '' }]));
    expect((await handle([event])).map(({ kind }) => kind)).toEqual(['rejected']);
    expect((await handle([event])).map(({ kind }) => kind)).toEqual(['done']);
    expect((await handle([event])).map(({ kind }) => kind)).toEqual(['done']);
    expect(asked).toBe(2);
  });

  test('while the directory was never read nothing is answered, so that nothing is a dead letter by it', async () => {
    const stores = createMemoryStores(() => ({ end: 'answers', before: 0, after: 0 }));
    let isRead = false;
    const catalogue = (): ReturnType<typeof testCatalogue> => {
      if (!isRead) throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'not read yet');
      return testCatalogue();
    };
    const projection = createTallyProjection({
      ...stores,
      aggregationOf: (code) => catalogue().aggregationOf(code),
      written: () => undefined,
      storeMoved: () => undefined,
      logger,
    });
    const handle = createEventHandler({
      owner: 'onestop',
      facts: stores.facts,
      projection,
      catalogue,
      refreshCatalogue: async () => undefined,
    });
    const event = envelope(happened('a', '2025-06-28', [{ day: '2025-06-28', flow: 'received', after: '' }]));
    await expect(handle([event])).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(stores.heldFacts.size).toBe(0);
    isRead = true;
    expect((await handle([event])).map(({ kind }) => kind)).toEqual(['done']);
  });

  test('facts of a code that the table has lost stay in their tally, and cancels still take them out', () => {
    const counter = { indicator: 'gone', dimensions: [], carriedBy: '', value: 2 };
    const fact = (id: string, cancels: string[] = []): Fact => ({
      id: `${id}:0`,
      eventId: id,
      eventType: 'onestop.dossier.received.v1',
      unit,
      day: '2025-06-28',
      at: 0,
      reference: { kind: 'dossier', code: id },
      contributions: cancels.length > 0 ? [] : [counter],
      cancels,
      contributionVersion: 1,
    });
    const countersOf = (...facts: Fact[]) =>
      foldTally({ unit, day: '2025-06-28' }, facts, testAggregationOf).counters;
    expect(countersOf(fact('a'), fact('b'))).toEqual([{ ...counter, value: 4 }]);
    expect(countersOf(fact('a'), fact('b'), fact('c', ['a']))).toEqual([counter]);
  });
});
