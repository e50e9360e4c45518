import { describe, expect, test } from '@jest/globals';
import type { DeadLetters, EventEnvelope } from '@lienthong/messaging';
import { createLogger } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import fc from 'fast-check';
import { decodeTally, encodeTally } from '../src/adapters/day-tally.ts';
import type { EventsOwner } from '../src/adapters/events-owner.ts';
import { createComparison } from '../src/commands/compare-with-owner.ts';
import { createComparisons } from '../src/commands/comparisons.ts';
import { createDossierEventHandler } from '../src/consumers/dossier-events.ts';
import { factsOf } from '../src/domain/facts-of.ts';
import { foldTally } from '../src/domain/fold-tally.ts';
import { createDayBook } from '../src/projections/day-book.ts';
import { aHistory } from './histories.ts';
import { aFate, createMemoryStores, type Fate } from './support/memory-stores.ts';
import { crowded, envelope } from './support/wire.ts';

const unit = '20116@0';
const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`comparison: LT_SEED=${seed}`);
const logger = createLogger('test', 'test', 'fatal');
const fields = () => new Set(['civil_status', 'authentication', 'residence']);
const noLetters = { find: async () => undefined, bury: async () => undefined } as unknown as DeadLetters;
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
      /** Whether the process is killed when a comparison fails. */
      kills: fc.infiniteStream(fc.boolean()),
    }),
  );

describe('a comparison that has succeeded', () => {
  test('leaves exactly the owner’s facts and their fold, whatever failed on the way, beside events that come, after kills and a change of the rules', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ history, neverSeen, gone, outdated, fates, kills }) => {
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
        const owner: Pick<EventsOwner, 'read'> = {
          async *read(_unit, days) {
            for (const moves of owned) {
              await stores.befall(() => undefined);
              const touched = [...moves.movements, ...moves.cancels].some(({ day }) => days.includes(day));
              if (days.length === 0 || touched) yield envelope(moves);
            }
          },
        };
        const start = () => {
          const book = createDayBook({
            ...stores,
            written: () => undefined,
            storeMoved: () => undefined,
            logger,
          });
          const handle = createDossierEventHandler({ facts: stores.facts, book, fields });
          const compare = createComparison({
            ...stores,
            book,
            owner: owner as EventsOwner,
            fields,
            deadLetters: noLetters,
            consumer: 'reporting',
            logger,
          });
          return { handle, compare };
        };

        let process = start();
        const seen: EventEnvelope[] = [];
        for (const moves of history) if (neverSeen.next().value !== true) seen.push(envelope(moves));
        await process.handle(seen);
        for (const [id, fact] of stores.heldFacts)
          if (outdated.next().value === true)
            stores.heldFacts.set(id, { ...fact, formula: 0, contributions: [] });
        process = start();

        isCalm = false;
        const repeated = seen.filter(({ id }) => owned.some(({ eventId }) => eventId === id));
        await Promise.all([
          ...repeated.slice(0, 4).map((event) => untilDone(() => process.handle([event]))),
          untilDone(
            () => process.compare(unit, new AbortController().signal),
            () => {
              if (kills.next().value === true) process = start();
            },
          ),
        ]);

        const wanted = owned.flatMap(factsOf);
        expect([...stores.heldFacts.keys()].sort()).toEqual(wanted.map(({ id }) => id).sort());
        const days = new Set([
          ...wanted.map(({ day }) => day),
          ...[...stores.heldTallies.values()].map(({ day }) => day),
        ]);
        for (const day of days) {
          const fold = foldTally(
            unit,
            day,
            wanted.filter((fact) => fact.day === day),
          );
          const stored = stores.heldTallies.get(`${unit}/${day}`);
          expect(stored && decodeTally(stored.value)).toEqual(decodeTally(encodeTally(fold)));
        }
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
