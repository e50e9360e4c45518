import { describe, expect, test } from '@jest/globals';
import { addDays, dimensionsOf } from '@lienthong/domain';
import fc from 'fast-check';
import { catalogueOfRows, counted } from '../../test/support/catalogue.ts';
import { NaiveCells, naiveFold } from '../../test/support/naive-fold.ts';
import { type Cell, CellBook } from './cell.ts';
import { createRowValues } from './row-values.ts';
import { ValueMemory } from './value-memory.ts';

const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`columns: LT_SEED=${seed}`);

const source = 'u2-tally-onestop';
const units = ['20116@0', '20125@0'];
const split = { dimensions: ['field', 'channel'] };
const catalogue = catalogueOfRows(
  counted('received', split),
  counted('late', { ...split, of: 'received', where: "dimensions.field == 'land'" }),
  counted('most', { ...split, aggregation: 'max' }),
  counted('least', { ...split, aggregation: 'min' }),
  counted('level', { ...split, aggregation: 'last' }),
  counted('pending', { ...split, kind: 'stock' }),
  counted('overdue', {
    ...split,
    kind: 'stock',
    of: 'pending',
    where: "carried_by != '' && carried_by < on",
  }),
  counted('due_today', { ...split, kind: 'stock', of: 'pending', where: 'carried_by == on' }),
);
const codes = catalogue.validOn('2025-06-30').map(({ code }) => code);

// Two years' ends and several months are among the days, and days of one month are often met.
const aDay = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 800 })).map((days) => addDays('2023-12-10', days));
const someDimensions = fc
  .record({
    field: fc.constantFrom('land', 'civil', ''),
    channel: fc.constantFrom('counter', 'online'),
  })
  .map(dimensionsOf);
const aValue = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(5_000_000_000, -5_000_000_000, 2 ** 31, -(2 ** 31)) },
);
const aFlow = fc.record({
  indicator: fc.constantFrom('received', 'most', 'least', 'level'),
  dimensions: someDimensions,
  carriedBy: fc.constant(''),
  value: aValue,
});
const aStep = fc.record({
  indicator: fc.constant('pending'),
  dimensions: someDimensions,
  carriedBy: fc.oneof(fc.constant(''), aDay),
  value: aValue,
});
const someCounters = fc.array(fc.oneof(aFlow, aStep), { maxLength: 6 });
const hexDigits = fc.stringMatching(/^[0-9a-f]{16}$/);
const aCell: fc.Arbitrary<Cell> = fc
  .record({
    unit: fc.constantFrom(...units),
    day: aDay,
    counters: someCounters,
    facts: fc.nat(),
    digest: fc.oneof(fc.constant(''), hexDigits),
    rev: fc.maxSafeNat(),
    tag: fc.oneof(fc.constant('00'), hexDigits),
    broke: fc.nat({ max: 2 }),
    lifted: fc.nat({ max: 2 }),
    inherited: fc.option(fc.record({ site: fc.constant('s1'), counters: someCounters, facts: fc.nat() }), {
      freq: 5,
      nil: undefined,
    }),
  })
  .map(({ inherited, ...cell }) => ({ source, ...cell, ...(inherited ? { inherited } : {}) }));
const aQuestion = fc.record({
  days: fc.tuple(aDay, aDay).map(([a, b]): [string, string] => (a < b ? [a, b] : [b, a])),
  splitBy: fc.subarray(['field', 'channel']),
  dimensions: fc.constantFrom([], dimensionsOf({ field: 'land' }), dimensionsOf({ channel: 'online' })),
});
type Question = typeof aQuestion extends fc.Arbitrary<infer Q> ? Q : never;
/** Questions between changes: what is kept from one to the next is right at any time. */
const aHistory = fc.array(fc.oneof({ weight: 4, arbitrary: aCell }, { weight: 1, arbitrary: aQuestion }), {
  minLength: 5,
  maxLength: 60,
});

function check(
  { book, cells, memory }: ReturnType<typeof createKept>,
  { days, splitBy, dimensions }: Question,
): void {
  const [from, to] = days;
  const asked = { from, to, splitBy, dimensions };
  const known = { catalogue, cells: () => book, hasReported: () => true, memory };
  const values = createRowValues({ selection: asked, days: [], on: to }, known);
  const last = addDays(from, 8);
  const each = Array.from({ length: 9 }, (_, at) => addDays(from, at));
  const byDay = createRowValues({ selection: { ...asked, to: last }, days: each, on: last }, known);
  for (const unit of units)
    for (const code of codes) {
      const indicator = catalogue.findIndicator(code, to);
      if (!indicator) throw new Error(`no indicator ${code}`);
      const fold = (day: Pick<typeof asked, 'from' | 'to'>): unknown =>
        orUnknown(naiveFold(cells.of(unit), indicator, { ...asked, ...day }, day.to), splitBy);
      expect([code, values.of(indicator, () => [unit])]).toEqual([code, [fold({ from, to })]]);
      expect([code, byDay.of(indicator, () => [unit])]).toEqual([
        code,
        each.map((day) => fold({ from: day, to: day })),
      ]);
    }
}

const createKept = () => ({ book: new CellBook(), cells: new NaiveCells(), memory: new ValueMemory() });

const orUnknown = (rows: readonly unknown[], splitBy: readonly string[]): readonly unknown[] =>
  rows.length > 0 || splitBy.length > 0 ? rows : [{ dimensions: [], value: undefined }];

describe('cells in columns', () => {
  test('make what the plain fold over all counters makes, whatever was replaced and asked before', () => {
    fc.assert(
      fc.property(aHistory, aQuestion, (history, question) => {
        const kept = createKept();
        for (const one of history)
          if ('unit' in one) {
            kept.book.set(one);
            kept.cells.set(one);
          } else {
            check(kept, one);
            // The same question again, now that balances were made ahead.
            kept.book.settle('20116@0');
            check(kept, question);
          }
        check(kept, question);
      }),
      { seed, numRuns: 100 },
    );
  });

  test('are given back as they came', () => {
    fc.assert(
      fc.property(fc.array(aCell, { maxLength: 40 }), fc.tuple(aDay, aDay), (all, days) => {
        const [book, cells] = [new CellBook(), new NaiveCells()];
        for (const one of all) {
          book.set(one);
          cells.set(one);
        }
        const [from, to] = days.sort();
        for (const unit of units) {
          const ofUnit = cells.of(unit).sort((a, b) => (a.day < b.day ? -1 : 1));
          expect(book.between(unit, from, to)).toEqual(ofUnit.filter(({ day }) => day >= from && day <= to));
          expect(ofUnit.map(({ day }) => book.find(unit, day))).toEqual(ofUnit);
          expect([...book.stamps(unit)]).toEqual(ofUnit.map(({ day, rev, tag }) => ({ day, rev, tag })));
          expect(ofUnit.map(({ day }) => book.stampOf(unit, day))).toEqual(
            ofUnit.map(({ rev, tag }) => ({ rev, tag })),
          );
          expect(book.isMarked(unit)).toBe(ofUnit.some(({ broke, lifted }) => broke > lifted));
        }
        expect(book.find('20116@0', '1999-01-01')).toBeUndefined();
      }),
      { seed, numRuns: 200 },
    );
  });

  test('hold a tombstone of any name, which counts nothing', () => {
    const book = new CellBook();
    const tombstone = {
      source,
      unit: '20116@0',
      counters: [],
      facts: 0,
      digest: '',
      tag: '00',
      broke: 0,
      lifted: 0,
    };
    for (const [rev, day] of ['zzz', '', '2025-06', '2025-06-30'].entries())
      book.set({ ...tombstone, day, rev });
    expect(book.find('20116@0', 'zzz')).toEqual({ ...tombstone, day: 'zzz', rev: 0 });
    expect(book.find('20116@0', '')).toMatchObject({ rev: 1 });
    expect(book.between('20116@0', '2025-06-30', '2025-06-30')).toMatchObject([{ rev: 3 }]);
  });
});
