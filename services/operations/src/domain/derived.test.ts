import { Hierarchy, type Unit } from '@lienthong/domain';
import type { Catalogue, IndicatorRow } from '@lienthong/indicators';
import fc from 'fast-check';
import { catalogueOfRows, counted, derived, shippedCatalogue } from '../../test/support/catalogue.ts';
import { type Cell, CellBook } from './cell.ts';
import { explain, type NumberQuestion } from './explanation.ts';
import { rollUp, type RollupSources } from './rollup.ts';
import type { RollupSelection } from './selection.ts';

const unit = (key: string, parent: string, level: Unit['level']): Unit => ({
  key,
  code: key.split('@')[0] ?? '',
  name: key,
  kind: level,
  level,
  parent,
  validFrom: '',
  validTo: '',
});
const communes = ['20113@0', '20116@0', '20125@0'];
const hierarchy = new Hierarchy(
  [
    unit('46@0', '', 'province'),
    unit('482@0', '46@0', 'district'),
    ...communes.map((key) => unit(key, '482@0', 'commune')),
  ],
  [],
);

type Counters = Record<string, number>;
/** By dimension `field`. */
type Split = Record<string, Counters>;
const cell = (owner: string, key: string, day: string, split: Split): [string, Cell] => [
  `u2-tally-${owner}`,
  {
    source: `u2-tally-${owner}`,
    unit: key,
    day,
    counters: Object.entries(split).flatMap(([field, counters]) =>
      Object.entries(counters).map(([indicator, value]) => ({
        indicator,
        dimensions: [{ name: 'field', value: field }],
        carriedBy: '',
        value,
      })),
    ),
    facts: 1,
    digest: '',
    rev: 1,
    tag: '00',
    broke: 0,
    lifted: 0,
  },
];

function sourcesOf(
  catalogue: Catalogue,
  cells: readonly [string, Cell][],
  completeAsOf?: number,
): RollupSources {
  const books = new Map<string, CellBook>();
  for (const [channel, one] of cells) {
    const book = books.get(channel) ?? new CellBook();
    books.set(channel, book);
    book.set(one);
  }
  const none = new CellBook();
  return {
    hierarchy,
    catalogue,
    cells: (channel) => books.get(channel) ?? none,
    expected: (channel) => (channel === 'u2-tally-onestop' ? communes : []),
    visible: () => true,
    freshness: (key, channel) => ({
      unit: key,
      source: channel,
      lastHeard: 0,
      completeAsOf,
      reason: 'current',
      stale: false,
    }),
    businessNow: 0,
    toleranceMs: 0,
  };
}

const selection: RollupSelection = {
  unit: '46@0',
  from: '2025-06-29',
  to: '2025-06-30',
  indicators: [],
  groupBy: ['total'],
  hierarchyDate: '2025-06-30',
  byDay: false,
  splitBy: [],
  dimensions: [],
};
const ask = (sources: RollupSources, more: Partial<RollupSelection>) =>
  rollUp({ ...selection, ...more }, sources).map(({ unit: row, day, dimensions, value }) =>
    [row, day, dimensions[0]?.value ?? '', value ?? 'unknown'].filter((part) => part !== '').join(' '),
  );

const ofField = { dimensions: ['field'] };
const rows: IndicatorRow[] = [
  counted('good', ofField),
  counted('bad', ofField),
  derived('all', 'good + bad', { ...ofField, kind: 'flow' }),
  derived('share', '100.0 * good / all', { ...ofField, decimals: 1 }),
  derived('whole_share', '100.0 * good / all', { decimals: 1 }),
  counted('highest', { ...ofField, aggregation: 'max' }),
  derived('span', 'highest - good', ofField),
  counted('meetings', { ...ofField, owner: 'conferencing' }),
  derived('per_meeting', 'good / meetings', { ...ofField, decimals: 2 }),
];
const catalogue = catalogueOfRows(...rows);
const cells = [
  cell('onestop', '20113@0', '2025-06-29', { land: { good: 1 } }),
  cell('onestop', '20116@0', '2025-06-29', { land: { good: 1, bad: 1 } }),
  cell('onestop', '20116@0', '2025-06-30', { land: { bad: 97 }, civil: { good: 2 } }),
];

describe('what has a formula is computed from its parts', () => {
  const sources = sourcesOf(catalogue, cells);

  test('of the units and days of each row, never averaged; what has never reported is unknown, not zero', () => {
    const groupBy = ['total', 'children', 'counting_unit'] as const;
    expect(ask(sources, { indicators: ['share'], groupBy })).toEqual([
      '46@0 39',
      '482@0 39',
      '20113@0 1000',
      '20116@0 30',
      '20125@0 unknown',
    ]);
    expect(ask(sources, { indicators: ['good', 'all'], groupBy: ['counting_unit'] })).toEqual([
      '20113@0 1',
      '20113@0 1',
      '20116@0 3',
      '20116@0 101',
      '20125@0 unknown',
      '20125@0 unknown',
    ]);
  });

  test('of each day apart: where nothing is divided there is nothing known', () => {
    expect(ask(sources, { indicators: ['share'], byDay: true, groupBy: ['counting_unit'] })).toEqual([
      '20113@0 2025-06-29 1000',
      '20113@0 2025-06-30 unknown',
      '20116@0 2025-06-29 500',
      '20116@0 2025-06-30 20',
      '20125@0 2025-06-29 unknown',
      '20125@0 2025-06-30 unknown',
    ]);
  });

  test('by dimensions that it has: a part that counted nothing there is a zero of a sum, and unknown of a maximum', () => {
    const splitBy = ['field'];
    expect(ask(sources, { indicators: ['share'], splitBy })).toEqual(['46@0 civil 1000', '46@0 land 20']);
    expect(ask(sources, { indicators: ['whole_share'], splitBy })).toEqual(['46@0 39']);
    const dimensions = [{ name: 'field', value: 'civil' }];
    expect(ask(sources, { indicators: ['share'], dimensions })).toEqual(['46@0 1000']);
    expect(ask(sources, { indicators: ['whole_share'], dimensions })).toEqual(['46@0 unknown']);
    expect(ask(sources, { indicators: ['span'], splitBy })).toEqual([
      '46@0 civil unknown',
      '46@0 land unknown',
    ]);
  });

  test('of two sources: unknown until both have come, and each unit counts where it counts', () => {
    const asked: Partial<RollupSelection> = { indicators: ['per_meeting'], groupBy: ['total', 'children'] };
    expect(ask(sources, asked)).toEqual(['46@0 unknown', '482@0 unknown']);
    const both = sourcesOf(catalogue, [
      ...cells,
      cell('conferencing', '482@0', '2025-06-30', { land: { meetings: 3 } }),
    ]);
    expect(ask(both, asked)).toEqual(['46@0 133', '482@0 133']);
    const [row] = rollUp({ ...selection, indicators: ['per_meeting'] }, both);
    expect(row).toMatchObject({ unitsTotal: 4, unitsComplete: 0 });
  });

  test('a unit whose site says that it is complete has a zero although it has no cell', () => {
    const complete = sourcesOf(catalogue, [], 1);
    expect(ask(complete, { indicators: ['all'] })).toEqual(['46@0 0']);
    expect(ask(complete, { indicators: ['share'] })).toEqual(['46@0 unknown']);
  });

  test('at every grouping it is what the evaluator makes of the rows of its parts', () => {
    const counters = fc.record({ good: fc.integer({ min: 0, max: 9 }), bad: fc.integer({ min: 0, max: 9 }) });
    const anyCell = fc
      .tuple(
        fc.constantFrom(...communes),
        fc.constantFrom('2025-06-29', '2025-06-30'),
        fc.dictionary(fc.constantFrom('land', 'civil'), counters),
      )
      .map(([key, day, split]) => cell('onestop', key, day, split));
    const shape = fc.record({ byDay: fc.boolean(), splitBy: fc.subarray(['field']) });
    fc.assert(
      fc.property(fc.array(anyCell, { maxLength: 12 }), shape, (some, { byDay, splitBy }) => {
        const all = rollUp(
          {
            ...selection,
            indicators: ['good', 'bad', 'all', 'share'],
            groupBy: ['total', 'children', 'counting_unit'],
            byDay,
            splitBy,
          },
          sourcesOf(catalogue, some),
        );
        const nameOf = (row: (typeof all)[number], code: string): string =>
          JSON.stringify([row.groupBy, row.unit, row.day, row.dimensions, code]);
        const values = new Map(all.map((row) => [nameOf(row, row.indicator), row.value]));
        for (const row of all.filter(({ indicator }) => indicator === 'share' || indicator === 'all')) {
          const isSplit = splitBy.length > 0;
          const valueOf = (code: string): number | undefined =>
            values.get(nameOf(row, code)) ?? (isSplit ? 0 : undefined);
          const wanted = catalogue.findIndicator(row.indicator, selection.to)?.value(valueOf, selection.to);
          expect(row.value).toBe(wanted);
        }
      }),
    );
  });
});

describe('what the table says counts', () => {
  test('a code that it has lost has no row, and one that ended has none from then on', () => {
    const ended = catalogueOfRows(
      counted('good', { ...ofField, validTo: '2025-06-30' }),
      counted('bad', ofField),
    );
    const sources = sourcesOf(ended, cells);
    expect(ask(sources, { indicators: ['good', 'share', 'bad'] })).toEqual(['46@0 98']);
    expect(ask(sources, { indicators: ['good'], to: '2025-06-29' })).toEqual(['46@0 2']);
  });

  test('another table is another answer from the same cells', () => {
    const asked = { indicators: ['share'] };
    const [, , all, share, ...others] = rows;
    if (!all || !share) throw new Error('no rows');
    const late = { ...share, formula: '100.0 * bad / all' };
    expect(ask(sourcesOf(catalogueOfRows(...rows.slice(0, 2), all, late, ...others), cells), asked)).toEqual([
      '46@0 961',
    ]);
  });
});

describe('the explanation of what has a formula', () => {
  const sources = sourcesOf(catalogue, cells);
  const question = (indicator: string, more: Partial<NumberQuestion> = {}): NumberQuestion => ({
    selection,
    indicator,
    countingUnit: '',
    day: '',
    judgedOn: '',
    ...more,
  });
  const step = (asked: NumberQuestion) => {
    const { value, lines } = explain(asked, sources);
    return {
      value,
      lines: lines.map(
        (line) => `${line.kind} ${line.kind === 'part' ? line.part.code : line.unit} ${line.value}`,
      ),
    };
  };

  test('names its parts, each is opened by its code, and down there are units and days', () => {
    expect(step(question('share'))).toEqual({ value: 39, lines: ['part all 102', 'part good 4'] });
    expect(step(question('all'))).toEqual({ value: 102, lines: ['part bad 98', 'part good 4'] });
    expect(step(question('bad', { selection: { ...selection, unit: '482@0' } }))).toEqual({
      value: 98,
      lines: ['counting_unit 20113@0 0', 'counting_unit 20116@0 98', 'counting_unit 20125@0 undefined'],
    });
    expect(step(question('bad', { countingUnit: '20116@0' }))).toEqual({
      value: 98,
      lines: ['day 20116@0 1', 'day 20116@0 97'],
    });
  });

  test('of one unit it is made of the parts of that unit; an unknown part stays unknown', () => {
    expect(step(question('share', { countingUnit: '20116@0' }))).toEqual({
      value: 30,
      lines: ['part all 101', 'part good 3'],
    });
    expect(step(question('per_meeting'))).toEqual({
      value: undefined,
      lines: ['part good 4', 'part meetings undefined'],
    });
  });

  test('has no days of its own', () => {
    const asked = question('share', { countingUnit: '20116@0', day: '2025-06-30' });
    expect(() => explain(asked, sources)).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ field: 'day', rule: 'DERIVED' })] }),
    );
  });

  test('at the top it is the number of the roll-up', () => {
    const shipped = sourcesOf(shippedCatalogue, [
      cell('onestop', '20116@0', '2025-06-30', { land: { finished_early: 2, finished_late: 1, pending: 4 } }),
    ]);
    for (const { code } of shippedCatalogue.validOn(selection.to)) {
      const [row] = rollUp({ ...selection, indicators: [code] }, shipped);
      expect(explain(question(code), shipped).value).toBe(row?.value);
    }
  });
});
