import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createDayFold } from './day-fold.ts';
import { digestOf, emptyDigest, formatDigest, instantOf, withId } from '@lienthong/domain';
import type { CountedEvent } from './counted-event.ts';
import type { Fact } from './fact.ts';
import { factsOf } from './facts-of.ts';
import { foldTally } from './fold-tally.ts';
import { aDossier, aHistory, happened, testAggregationOf } from '../../test/histories.ts';

const unit = '20116@0';
const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`tallies: LT_SEED=${seed}`);
const runs = { seed, numRuns: 300 };

const fold = (day: string, facts: readonly Fact[]) => foldTally({ unit, day }, facts, testAggregationOf);
const daysOf = (facts: readonly Fact[]): string[] => [...new Set(facts.map(({ day }) => day))].sort();
const tallies = (facts: readonly Fact[]): unknown =>
  daysOf(facts).map((day) =>
    fold(
      day,
      facts.filter((fact) => fact.day === day),
    ),
  );
const factsOfAll = (events: readonly CountedEvent[]): Fact[] => events.flatMap(factsOf);

/** Facts in any order, some of them several times. */
const shuffledWithRepeats = (facts: Fact[]): fc.Arbitrary<Fact[]> =>
  fc
    .tuple(
      fc.shuffledSubarray(facts, { minLength: facts.length }),
      fc.array(fc.constantFrom(...(facts.length > 0 ? facts : [undefined as never])), {
        maxLength: facts.length > 0 ? 20 : 0,
      }),
    )
    .chain(([all, again]) =>
      fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }),
    );

describe('a tally', () => {
  test('is equal however its facts arrive: in any order and any number of times', () => {
    fc.assert(
      fc.property(
        aHistory.map(factsOfAll).chain((facts) => fc.tuple(fc.constant(facts), shuffledWithRepeats(facts))),
        ([facts, arriving]) => {
          expect(tallies(arriving)).toEqual(tallies(facts));
        },
      ),
      runs,
    );
  });

  test('folded fact by fact equals the fold from scratch, at every step and after a restart at any step', () => {
    fc.assert(
      fc.property(
        aHistory.map(factsOfAll).chain((facts) => fc.tuple(shuffledWithRepeats(facts), fc.nat({ max: 60 }))),
        ([arriving, restartAt]) => {
          for (const day of daysOf(arriving)) {
            const stored: Fact[] = [];
            let kept = createDayFold({ unit, day }, testAggregationOf);
            for (const [index, fact] of arriving.entries()) {
              if (fact.day !== day) continue;
              if (index === restartAt) kept = createDayFold({ unit, day }, testAggregationOf, stored);
              stored.push(fact);
              kept.add(fact);
              expect(kept.tally()).toEqual(fold(day, stored));
            }
          }
        },
      ),
      runs,
    );
  });

  test('of a voided dossier counts nothing on any day', () => {
    fc.assert(
      fc.property(aDossier({ voided: true }).map(factsOfAll).chain(shuffledWithRepeats), (facts) => {
        for (const day of daysOf(facts))
          expect(
            fold(
              day,
              facts.filter((fact) => fact.day === day),
            ).counters,
          ).toEqual([]);
      }),
      runs,
    );
  });

  test('has a pending stock of exactly the open dossiers, by their present due day', () => {
    fc.assert(
      fc.property(fc.array(aDossier({}), { maxLength: 8 }), (dossiers) => {
        const flows = new Map<string, number>();
        const facts = dossiers.flatMap(factsOfAll);
        for (const day of daysOf(facts))
          for (const counter of fold(
            day,
            facts.filter((fact) => fact.day === day),
          ).counters)
            if (counter.indicator === 'pending')
              flows.set(counter.carriedBy, (flows.get(counter.carriedBy) ?? 0) + counter.value);
        const stock = Object.fromEntries([...flows].filter(([, value]) => value !== 0));
        const open: Record<string, number> = {};
        for (const dossier of dossiers) {
          const voided = dossier.some((event) => event.cancels.length > 0);
          const last = dossier
            .flatMap((event) => event.facts)
            .flatMap(({ contributions }) => contributions)
            .findLast(({ indicator }) => indicator === 'pending');
          if (!voided && last?.value === 1) open[last.carriedBy] = (open[last.carriedBy] ?? 0) + 1;
        }
        expect(stock).toEqual(open);
      }),
      runs,
    );
  });

  test('of a day changes when a later event cancels and corrects it, and says so in its digest', () => {
    const step = { day: '2025-06-27', flow: 'received', after: '2025-07-02' };
    const received = happened('e1', '2025-06-27', [step]);
    const corrected = happened(
      'e2',
      '2025-06-30',
      [{ ...step, field: 'residence' }],
      [{ eventId: 'e1', day: '2025-06-27' }],
    );
    const before = fold('2025-06-27', factsOf(received));
    const after = fold('2025-06-27', [...factsOf(corrected), ...factsOf(received)]);
    const fieldsOf = ({ counters }: typeof before) => counters.map(({ dimensions }) => dimensions[1]?.value);
    expect(fieldsOf(before)).toEqual(['civil_status', 'civil_status']);
    expect(fieldsOf(after)).toEqual(['residence', 'residence']);
    expect(after.facts).toBe(3);
    expect(after.digest).not.toBe(before.digest);
  });
});

describe('of an indicator that does not add up', () => {
  const day = '2025-06-28';
  const reading = (id: string, time: string, value: number): CountedEvent => ({
    ...happened(id, day, []),
    at: instantOf(day, time),
    facts: [
      {
        day,
        contributions: ['highest', 'lowest', 'gauge'].map((indicator) => ({
          indicator,
          dimensions: [],
          carriedBy: '',
          value,
        })),
      },
    ],
  });
  const values = (events: readonly CountedEvent[]) =>
    Object.fromEntries(
      fold(day, factsOfAll(events)).counters.map(({ indicator, value }) => [indicator, value]),
    );
  const all = [reading('a', '08:00', 0), reading('b', '10:00', 7), reading('c', '10:00', -2)];

  test('the value is one of the readings, zero among them; of the same moment the greater id is the last', () => {
    expect(values(all)).toEqual({ highest: 7, lowest: -2, gauge: -2 });
    expect(values(all.slice(0, 1))).toEqual({ highest: 0, lowest: 0, gauge: 0 });
  });

  test('a reading that is taken out leaves the next one, and the last one leaves nothing', () => {
    const without = (...ids: string[]): CountedEvent =>
      happened(
        'z',
        day,
        [],
        ids.map((eventId) => ({ eventId, day })),
      );
    expect(values([...all, without('b', 'c')])).toEqual({ highest: 0, lowest: 0, gauge: 0 });
    expect(values([without('c'), ...all])).toEqual({ highest: 7, lowest: 0, gauge: 7 });
    expect(values([...all, without('a', 'b', 'c')])).toEqual({});
  });

  test('what was inherited is a reading before all others', () => {
    const inherited = {
      counters: fold(day, factsOf(reading('x', '12:00', 3))).counters,
      facts: 1,
      rev: 1,
      tag: '0'.repeat(16),
      site: 's1',
    };
    const tally = foldTally({ unit, day }, factsOf(reading('a', '08:00', 0)), testAggregationOf, inherited);
    expect(tally.counters.map(({ indicator, value }) => [indicator, value])).toEqual([
      ['gauge', 0],
      ['highest', 3],
      ['lowest', 0],
    ]);
  });
});

describe('the facts of an event', () => {
  test('are one for each group and one for each day that it cancels on, numbered in that order', () => {
    const event = happened(
      'e9',
      '2025-06-30',
      [{ day: '2025-06-30', flow: 'withdrawn', before: '2025-07-02' }],
      [
        { eventId: 'e2', day: '2025-06-28' },
        { eventId: 'e1', day: '2025-06-27' },
        { eventId: 'e0', day: '2025-06-27' },
      ],
    );
    expect(factsOf(event).map(({ id, day, cancels }) => ({ id, day, cancels }))).toEqual([
      { id: 'e9:0', day: '2025-06-30', cancels: [] },
      { id: 'e9:1', day: '2025-06-27', cancels: ['e0', 'e1'] },
      { id: 'e9:2', day: '2025-06-28', cancels: ['e2'] },
    ]);
  });
});

describe('the digest of ids', () => {
  test('is the same for every order and tells sets of neighbouring ids apart', () => {
    const sets = Array.from({ length: 2_000 }, (_, event) => [`event-${event}:0`, `event-${event}:1`]);
    const digests = new Set(sets.map((ids) => digestOf(ids)));
    expect(digests.size).toBe(sets.length);
    expect(digestOf(sets.flat())).toBe(digestOf(sets.flat().reverse()));
    expect(formatDigest(withId(withId(emptyDigest, 'x'), 'x'))).toBe('0'.repeat(16));
  });

  test('changes about half of its bits with one character', () => {
    let bits = 0;
    for (let index = 0; index < 1_000; index += 1) {
      const [a, b] = [digestOf([`${index}:0`]), digestOf([`${index}:1`])];
      bits += (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;
    }
    expect(bits / 1_000).toBeGreaterThan(28);
    expect(bits / 1_000).toBeLessThan(36);
  });
});
