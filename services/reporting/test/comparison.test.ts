import { describe, expect, test } from '@jest/globals';
import type { DeadLetters, EventEnvelope } from '@lienthong/messaging';
import { createLogger } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import fc from 'fast-check';
import { createComparison } from '../src/commands/compare-with-owner.ts';
import { createComparisons } from '../src/commands/comparisons.ts';
import { createEventHandler } from '../src/consumers/events.ts';
import type { Fact } from '../src/domain/fact.ts';
import { factsOf } from '../src/domain/facts-of.ts';
import { foldTally } from '../src/domain/fold-tally.ts';
import { createTallyProjection } from '../src/projections/tally-projection.ts';
import { decodeTally, encodeTally } from '../src/projections/day-tally.ts';
import type { EventsOwner } from '../src/projections/ports.ts';
import { aHistory, happened, testAggregationOf, testCatalogue } from './histories.ts';
import { summarise } from './support/dossiers.ts';
import { aFate, createMemoryStores, type Fate } from './support/memory-stores.ts';
import { crowded, envelope } from './support/wire.ts';

const unit = '20116@0';
const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`comparison: LT_SEED=${seed}`);
const logger = createLogger('test', 'test', 'fatal');
const noLetters = { find: async () => undefined, add: async () => undefined } as unknown as DeadLetters;
const calm: Fate = { end: 'answers', before: 0, after: 0 };
/** Of one history: a comparison of many events succeeds by luck alone once in a million tries, which no machine waits for. */
const mostFailures = 60;

/** Tries until it succeeds, as a redelivery or the next round does; `between` is told of each failure. */
async function untilDone(work: () => Promise<unknown>, between: () => void = () => undefined): Promise<void> {
  for (let again = true; again; ) {
    again = await work().then(
      () => false,
      () => true,
    );
    if (again) between();
  }
}

const worlds = aHistory
  .map((history) => history.map(crowded))
  .chain((history) =>
    fc.record({
      history: fc.constant(history),
      /** What the stream lost, what the owner lost since, and what was made by older rules. */
      neverSeen: fc.infiniteStream(fc.boolean()),
      gone: fc.infiniteStream(fc.boolean()),
      outdated: fc.infiniteStream(fc.boolean()),
      fates: fc.infiniteStream(aFate),
      depth: fc.constantFrom('digests' as const, 'facts' as const),
      /** Whether the process is killed when a comparison fails. */
      kills: fc.infiniteStream(fc.boolean()),
    }),
  );

describe('a comparison that has succeeded', () => {
  test('leaves exactly the owner’s facts and their fold, whatever failed on the way, beside events that come, after kills and a change of the rules', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ history, neverSeen, gone, outdated, fates, kills, depth }) => {
        let isCalm = true;
        let failures = 0;
        const stores = createMemoryStores(() => {
          if (isCalm) return calm;
          const fate = fates.next().value ?? calm;
          if (failures >= mostFailures) return { ...fate, end: 'answers' };
          if (fate.end !== 'answers') failures += 1;
          return fate;
        });
        const owned = history.filter(() => gone.next().value !== true);
        const owner: Pick<EventsOwner, 'read' | 'days'> = {
          async *days() {
            await stores.befall(() => undefined);
            yield* summarise(owned.map(envelope));
          },
          async *read(_unit, days) {
            for (const event of owned) {
              await stores.befall(() => undefined);
              const touched = [...event.facts, ...event.cancels].some(({ day }) => days.includes(day));
              if (days.length === 0 || touched) yield envelope(event);
            }
          },
        };
        const start = () => {
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
          const compare = createComparison({
            ...stores,
            projection,
            owner: 'onestop',
            events: owner,
            catalogue: testCatalogue,
            refreshCatalogue: async () => undefined,
            deadLetters: noLetters,
            clock: { now: () => 0 },
            logger,
          });
          return { handle, compare };
        };

        let process = start();
        const seen: EventEnvelope[] = [];
        for (const event of history) if (neverSeen.next().value !== true) seen.push(envelope(event));
        await process.handle(seen);
        for (const [id, fact] of stores.heldFacts) {
          if (outdated.next().value !== true) continue;
          stores.heldFacts.set(id, { ...fact, contributionVersion: 0, contributions: [] });
        }
        for (const [id, tally] of stores.heldTallies) {
          const facts = [...stores.heldFacts.values()].filter(({ day }) => day === tally.day);
          const anew = foldTally(tally, facts, testAggregationOf);
          // Of an older fold nothing is right.
          const fold = outdated.next().value === true ? { fold: 0, counters: [] } : {};
          const value = encodeTally({ ...anew, ...fold });
          stores.heldTallies.set(id, { ...tally, ...anew, ...fold, value });
        }
        process = start();
        const ownedIds = new Set(owned.map(({ eventId }) => eventId));
        const ownersFirst =
          summarise(owned.map(envelope))
            .map(({ day }) => day)
            .sort()[0] ?? '9999';
        const isGone = ({ eventId }: Fact): boolean => !ownedIds.has(eventId);
        const before = [...stores.heldFacts.values()];
        // Of days before its present history an owner knows nothing, and takes nothing back.
        const kept = before.filter((fact) => isGone(fact) && fact.day < ownersFirst);
        const lost = before.filter((fact) => isGone(fact) && fact.day >= ownersFirst);

        isCalm = false;
        const repeated = seen.filter(({ id }) => owned.some(({ eventId }) => eventId === id));
        await Promise.all([
          ...repeated.slice(0, 4).map((event) => untilDone(() => process.handle([event]))),
          untilDone(
            () => process.compare(unit, new AbortController().signal, depth),
            () => {
              if (kills.next().value === true) process = start();
            },
          ),
        ]);

        const wanted = [...owned.flatMap(factsOf), ...kept];
        expect([...stores.heldFacts.keys()].sort()).toEqual(wanted.map(({ id }) => id).sort());
        const days = new Set([
          ...wanted.map(({ day }) => day),
          ...[...stores.heldTallies.values()].map(({ day }) => day),
        ]);
        for (const day of days) {
          const fold = foldTally(
            { unit, day },
            wanted.filter((fact) => fact.day === day),
            testAggregationOf,
          );
          const stored = stores.heldTallies.get(`${unit}/${day}`);
          expect(stored && decodeTally(stored.value)).toEqual(decodeTally(encodeTally(fold)));
        }
        // A3: what was lost is written down, and its days say so to exchange.
        expect([...stores.heldLost.keys()].sort()).toEqual([...lost, ...kept].map(({ id }) => id).sort());
        for (const { day } of lost)
          expect(stores.heldTallies.get(`${unit}/${day}`)?.lostAt).toBeGreaterThan(0);
      }),
      { seed, numRuns: Number(process.env['RUNS'] ?? 100) },
    );
  });
});

describe('the comparisons of a night', () => {
  const nothing = { days: 0, factsAdded: 0, factsRemoved: 0, talliesChanged: 0 };

  test('are tried until they succeed, and until then nothing is known of the unit', async () => {
    const clock = { at: Date.parse('2026-03-01T12:00:00+07:00'), now: () => clock.at };
    let fails = false;
    let failures = 0;
    let began = 0;
    const comparisons = createComparisons({
      compare: async () => {
        began += 1;
        if (!fails) return nothing;
        failures += 1;
        throw new Error('the owner went away in the middle');
      },
      units: () => [unit],
      clock,
      logger,
    });
    comparisons.start();
    await eventually(() => comparisons.isCompared(unit));
    fails = true;
    clock.at = Date.parse('2026-03-02T02:15:00+07:00');
    await eventually(() => failures >= 2);
    expect(comparisons.isCompared(unit)).toBe(false);
    fails = false;
    await eventually(() => comparisons.isCompared(unit));
    const before = began;
    clock.at = Date.parse('2026-03-03T02:14:00+07:00');
    await comparisons.run(unit);
    expect(began).toBe(before + 1);
    await comparisons.stop();
  });

  test('take place although the process was started under a clock that was years ahead', async () => {
    const clock = { at: Date.parse('2031-03-01T12:00:00+07:00'), now: () => clock.at };
    let began = 0;
    const comparisons = createComparisons({
      compare: async () => {
        began += 1;
        return nothing;
      },
      units: () => [unit],
      clock,
      logger,
    });
    comparisons.start();
    await eventually(() => began === 1);
    clock.at = Date.parse('2026-03-01T12:00:00+07:00');
    await eventually(() => began === 2);
    clock.at = Date.parse('2026-03-02T02:15:00+07:00');
    await eventually(() => began === 3);
    await comparisons.stop();
  });
});

test('E compare: days that agree are read neither here nor at the owner; of the others only theirs', async () => {
  const stores = createMemoryStores(() => calm);
  const event = (id: string, day: string) =>
    happened(id, day, [{ day, flow: 'received', after: '2025-07-04' }]);
  const owned = ['2025-06-26', '2025-06-27', '2025-06-30'].map((day) => event(`of ${day}`, day));
  const asked: (readonly string[])[] = [];
  const looked: (readonly string[] | undefined)[] = [];
  const facts = {
    ...stores.facts,
    outline: (of: string, days?: readonly string[]) => {
      looked.push(days);
      return stores.facts.outline(of, days);
    },
  };
  const owner: Pick<EventsOwner, 'read' | 'days'> = {
    async *days() {
      yield* summarise(owned.map(envelope));
    },
    async *read(_unit, days) {
      asked.push(days);
      yield* owned.filter(({ facts: of }) => of.some(({ day }) => days.includes(day))).map(envelope);
    },
  };
  const projection = createTallyProjection({
    ...stores,
    aggregationOf: testAggregationOf,
    written: () => undefined,
    storeMoved: () => undefined,
    logger,
  });
  await createEventHandler({
    owner: 'onestop',
    facts,
    projection,
    catalogue: testCatalogue,
    refreshCatalogue: async () => undefined,
  })(owned.map(envelope));
  const compare = createComparison({
    ...stores,
    facts,
    projection,
    owner: 'onestop',
    events: owner,
    catalogue: testCatalogue,
    refreshCatalogue: async () => undefined,
    deadLetters: noLetters,
    clock: { now: () => 0 },
    logger,
  });
  const run = () => compare(unit, new AbortController().signal, 'digests');

  expect(await run()).toMatchObject({ days: 3, factsAdded: 0, talliesChanged: 0 });
  expect([asked, looked]).toEqual([[], []]);
  owned.push(event('never on the stream', '2025-06-27'));
  expect(await run()).toMatchObject({ factsAdded: 1, talliesChanged: 1 });
  expect(asked).toEqual([['2025-06-27']]);
  expect(new Set(looked.flat())).toEqual(new Set(['2025-06-27']));
});
