import {
  addDays,
  type Contribution,
  dimensionsOf,
  hasDimensions,
  Hierarchy,
  type Unit,
} from '@lienthong/domain';
import fc from 'fast-check';
import { type Cell, CellBook } from './cell.ts';
import type { UnitFreshness } from './freshness.ts';
import { shippedCatalogue } from '../../test/support/catalogue.ts';
import { createGroups, rollUp, type RollupSources } from './rollup.ts';
import { checkSelection, type RollupSelection } from './selection.ts';
import { textOf } from './split-values.ts';

const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`roll-ups: LT_SEED=${seed}`);

const unit = (key: string, parent: string, level: Unit['level']): Unit => {
  const old = key.endsWith('@0');
  return {
    key,
    code: key.split('@')[0] ?? '',
    name: key,
    kind: level,
    level,
    parent,
    validFrom: old ? '' : '2025-07-01',
    validTo: old ? '2025-07-01' : '',
  };
};
const communes = ['20113@0', '20116@0', '20122@0', '20125@0', '20107@0'];
const hierarchy = new Hierarchy(
  [
    unit('46@0', '', 'province'),
    unit('482@0', '46@0', 'district'),
    ...communes.map((key) => unit(key, '482@0', 'commune')),
    unit('46@20250701', '', 'province'),
    unit('20122@20250701', '46@20250701', 'commune'),
    unit('20107@20250701', '46@20250701', 'commune'),
    unit('20108@20250701', '46@20250701', 'commune'),
  ],
  [
    { predecessor: '46@0', successor: '46@20250701', effective: '2025-07-01', extent: 'whole' },
    ...communes.slice(0, 4).map((predecessor) => ({
      predecessor,
      successor: '20122@20250701',
      effective: '2025-07-01',
      extent: 'whole' as const,
    })),
    { predecessor: '20107@0', successor: '20107@20250701', effective: '2025-07-01', extent: 'part' },
    { predecessor: '20107@0', successor: '20108@20250701', effective: '2025-07-01', extent: 'part' },
  ],
);

const channel = 'u2-tally-onestop';
const known = { hierarchy, catalogue: shippedCatalogue };
const someDimensions = fc
  .record({ field: fc.constantFrom('land', 'civil'), channel: fc.constantFrom('counter', 'online') })
  .map(dimensionsOf);

const counter = (indicator: string, value: number, carriedBy = '', field = 'residence'): Contribution => ({
  indicator,
  dimensions: dimensionsOf({ channel: 'counter', field }),
  carriedBy,
  value,
});
const cell = (key: string, day: string, ...counters: Contribution[]): Cell => ({
  source: 'tally',
  unit: key,
  day,
  counters,
  facts: counters.length,
  digest: '',
  rev: 1,
  tag: '00',
  broke: 0,
  lifted: 0,
});
const fresh = (key: string): UnitFreshness => ({
  unit: key,
  source: 'tally',
  lastHeard: 0,
  completeAsOf: Date.parse('2025-07-10T00:00:00Z'),
  reason: 'current',
  stale: false,
});
const sourcesOf = (cells: Cell[]): RollupSources => {
  const book = new CellBook();
  for (const one of cells) book.set(one);
  return {
    hierarchy,
    catalogue: shippedCatalogue,
    cells: () => book,
    expected: () => communes,
    visible: () => true,
    freshness: fresh,
    businessNow: Date.parse('2025-07-10T00:00:00Z'),
    toleranceMs: 0,
  };
};
const draft: RollupSelection = {
  unit: '46@0',
  from: '2025-06-01',
  to: '2025-06-30',
  indicators: ['received'],
  groupBy: ['total'],
  hierarchyDate: '',
  byDay: false,
  splitBy: [],
  dimensions: [],
};
const ask = (cells: Cell[], change: Partial<RollupSelection>) =>
  rollUp(checkSelection({ ...draft, ...change }, known), sourcesOf(cells)).map(
    ({ unit: row, day, indicator, dimensions, value }) => [
      row,
      day,
      indicator,
      dimensions.find(({ name }) => name === 'field')?.value ?? '',
      value,
    ],
  );

describe('the same cells under another hierarchy date', () => {
  const cells = [
    cell('20116@0', '2025-06-27', counter('received', 3)),
    cell('20125@0', '2025-06-30', counter('received', 4)),
    cell('20107@0', '2025-06-30', counter('received', 5)),
  ];

  test('by district before the reform', () => {
    expect(ask(cells, { groupBy: ['children'] })).toEqual([['482@0', '', 'received', '', 12]]);
  });

  test('by new commune after it; a divided commune stays a row of its own', () => {
    expect(ask(cells, { groupBy: ['children'], hierarchyDate: '2025-07-01' })).toEqual([
      ['20107@0', '', 'received', '', 5],
      ['20122@20250701', '', 'received', '', 7],
    ]);
  });

  test('a caller of one commune gets that commune alone, also in the row that it shares with its neighbours', () => {
    const sources = { ...sourcesOf(cells), visible: (key: string) => key === '20116@0' };
    const selection = checkSelection({ ...draft, unit: '20116@0', hierarchyDate: '2025-07-01' }, known);
    expect(
      rollUp(selection, sources).map(({ unit: row, value, unitsTotal }) => [row, value, unitsTotal]),
    ).toEqual([['20122@20250701', 3, 1]]);
  });

  test('rows stand in the order of unit and dimensions, in whatever order their cells came', () => {
    const mixed = [
      cell('20116@0', '2025-06-27', counter('received', 3, '', 'residence')),
      cell('20125@0', '2025-06-27', counter('received', 1, '', 'land')),
      cell('20116@0', '2025-06-30', counter('received', 2, '', 'land')),
    ];
    const wanted = [
      ['20116@0', '', 'received', 'land', 2],
      ['20116@0', '', 'received', 'residence', 3],
      ['20125@0', '', 'received', 'land', 1],
    ];
    const change: Partial<RollupSelection> = { groupBy: ['counting_unit'], splitBy: ['field', 'channel'] };
    expect(ask(mixed, change)).toEqual(wanted);
    expect(ask(mixed.toReversed(), change)).toEqual(wanted);
  });

  test('a merger is another grouping: the total never changes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...communes),
            fc.integer({ min: 1, max: 30 }),
            fc.integer({ min: -3, max: 9 }),
          ),
        ),
        (facts) => {
          const many = new Map<string, Cell>();
          for (const [key, day, value] of facts) {
            const on = `2025-06-${String(day).padStart(2, '0')}`;
            many.set(key + on, cell(key, on, counter('received', value)));
          }
          const sum = (change: Partial<RollupSelection>): number =>
            ask([...many.values()], change).reduce((total, row) => total + Number(row[4]), 0);
          const total = sum({});
          for (const groupBy of ['children', 'counting_unit'] as const)
            for (const hierarchyDate of ['2025-06-30', '2025-07-01'])
              expect(sum({ groupBy: [groupBy], hierarchyDate })).toBe(total);
          expect(sum({ byDay: true })).toBe(total);
          expect(sum({ splitBy: ['channel', 'field'] })).toBe(total);
        },
      ),
      { seed },
    );
  });
});

describe('stocks are sums of signed flows', () => {
  const cells = [
    cell('20116@0', '2025-05-30', counter('pending', 2, '2025-06-02')),
    cell('20116@0', '2025-06-02', counter('pending', -1, '2025-06-02'), counter('pending', 1, '2025-06-05')),
    cell('20116@0', '2025-06-04', counter('pending', -1, '2025-06-05'), counter('pending', 1, '')),
  ];
  const stock = (to: string) =>
    Object.fromEntries(
      ask(cells, { from: to, to, indicators: ['pending', 'overdue', 'suspended'] }).map((row) => [
        row[2],
        row[4],
      ]),
    );

  test.each([
    ['2025-05-29', { pending: 0, overdue: 0, suspended: 0 }],
    ['2025-05-30', { pending: 2, overdue: 0, suspended: 0 }],
    ['2025-06-02', { pending: 2, overdue: 0, suspended: 0 }],
    ['2025-06-03', { pending: 2, overdue: 1, suspended: 0 }],
    ['2025-06-04', { pending: 2, overdue: 1, suspended: 1 }],
    ['2025-07-20', { pending: 2, overdue: 1, suspended: 1 }],
  ])('at the end of %s', (day, expected) => {
    expect(stock(day)).toEqual(expected);
  });
});

describe('a stock is the opening balance of its year and the cells of that year up to its day', () => {
  const years = ['2023', '2025', '2026'];
  const day = fc
    .tuple(fc.constantFrom(...years), fc.constantFrom('01-01', '07-01', '12-31'))
    .map(([year, rest]) => `${year}-${rest}`);
  const anyCounter = fc.record({
    indicator: fc.constantFrom('pending', 'received'),
    dimensions: someDimensions,
    carriedBy: fc.constantFrom('', '2023-12-31', '2025-07-01', '2026-01-01'),
    value: fc.integer({ min: -1, max: 2 }),
  });
  const anyCell = fc
    .tuple(
      fc.constantFrom(...communes),
      day,
      fc.array(anyCounter, { maxLength: 6 }),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 2 }),
    )
    .map(
      ([key, on, counters, broke, lifted]): Cell => ({
        ...cell(key, on, ...counters),
        broke,
        lifted,
      }),
    );
  const stocks = ['pending', 'overdue', 'suspended', 'received'];
  const bySelection = fc.record({
    days: fc.integer({ min: 0, max: 800 }),
    to: day,
    groupBy: fc.constantFrom('total' as const, 'children' as const, 'counting_unit' as const),
    hierarchyDate: fc.constantFrom('2024-01-01', '2025-06-30', '2025-07-01', '2026-01-01'),
    splitBy: fc.subarray(['channel', 'field']),
    dimensions: fc.constantFrom([], [{ name: 'channel', value: 'online' }]),
  });

  test('it equals the plain sum over all cells, in whatever order they came and were replaced', () => {
    fc.assert(
      fc.property(fc.array(anyCell, { maxLength: 40 }), bySelection, (cells, { days, to, ...change }) => {
        const sources = sourcesOf(cells);
        const selection = checkSelection(
          {
            ...draft,
            indicators: stocks,
            ...change,
            groupBy: [change.groupBy],
            unit: change.hierarchyDate < '2025-07-01' ? '46@0' : '46@20250701',
            from: addDays(to, -days),
            to,
          },
          known,
        );
        const last = [...new Map(cells.map((one) => [one.unit + one.day, one])).values()];
        const expected = new Map<string, number>();
        const groups = createGroups(selection, sources)(channel, change.groupBy);
        for (const [row, units] of groups) {
          for (const name of stocks) {
            const indicator = shippedCatalogue.findIndicator(name, to);
            if (!indicator) throw new Error(name);
            for (const one of last) {
              if (!units.includes(one.unit) || one.day > selection.to) continue;
              if (indicator.kind === 'flow' && one.day < selection.from) continue;
              for (const each of one.counters) {
                if (!hasDimensions(each, change.dimensions)) continue;
                if (!indicator.contributes(each, selection.to)) continue;
                const split = each.dimensions.filter((one) => change.splitBy.includes(one.name));
                const key = `${row} ${name} ${textOf(split)}`;
                expected.set(key, (expected.get(key) ?? 0) + each.value);
              }
            }
          }
        }
        const rows = rollUp(selection, sources);
        const found = rows
          .filter(({ value }) => (value ?? 0) !== 0)
          .map(({ unit: row, indicator, dimensions, value }) => [
            `${row} ${indicator} ${textOf(dimensions)}`,
            value,
          ]);
        expect(Object.fromEntries(found)).toEqual(
          Object.fromEntries([...expected].filter(([, value]) => value !== 0)),
        );
        for (const { unit: row, marked } of rows) {
          const units = groups.get(row) ?? [];
          expect(marked).toBe(
            last.some((one) => one.broke > one.lifted && units.includes(one.unit) && one.day <= selection.to),
          );
        }
      }),
      { seed, numRuns: 500 },
    );
  });

  test('day by day it is on each day what that day gives when it is asked for alone, row by row', () => {
    // Few places around the turn of a year, so that flows often come to zero before it.
    const near = fc.integer({ min: -4, max: 4 }).map((days) => addDays('2025-12-31', days));
    const nearCounter = fc.record({
      indicator: fc.constantFrom('pending', 'pending', 'received'),
      dimensions: someDimensions,
      carriedBy: fc.constantFrom('', '2025-12-30', '2026-01-02'),
      value: fc.constantFrom(-1, 1),
    });
    const nearCell = fc
      .tuple(fc.constantFrom('20113@0', '20116@0'), near, fc.array(nearCounter, { maxLength: 3 }))
      .map(([key, on, counters]) => cell(key, on, ...counters));
    const shape = fc.record({
      from: near,
      length: fc.integer({ min: 0, max: 10 }),
      groupBy: fc.constantFrom('total' as const, 'children' as const, 'counting_unit' as const),
      splitBy: fc.subarray(['channel', 'field']),
      dimensions: fc.constantFrom([], [{ name: 'channel', value: 'online' }]),
    });
    fc.assert(
      fc.property(fc.array(nearCell, { maxLength: 12 }), shape, (cells, { from, length, ...change }) => {
        const sources = sourcesOf(cells);
        const to = addDays(from, length);
        const asked = {
          ...draft,
          indicators: stocks,
          hierarchyDate: '2025-06-30',
          ...change,
          groupBy: [change.groupBy],
        };
        const rowsOf = (more: Partial<RollupSelection>) =>
          rollUp(checkSelection({ ...asked, ...more }, known), sources).map(
            ({ unit: row, day: on, indicator, dimensions, value }) => ({
              row,
              on,
              indicator,
              dimensions,
              value,
            }),
          );
        const byDay = rowsOf({ from, to, byDay: true });
        for (let on = from; on <= to; on = addDays(on, 1)) {
          const alone = rowsOf({ from: on, to: on });
          expect(byDay.filter((row) => row.on === on)).toEqual(alone.map((row) => ({ ...row, on })));
        }
      }),
      { seed, numRuns: 1_000 },
    );
  });

  test('its cost does not grow with the years: what is finished leaves no trace in the opening', () => {
    const book = new CellBook();
    const counted = (on: string): number =>
      book.stock('20116@0', on, 'pending').reduce((sum, counters) => sum + [...counters].length, 0);
    const costs: number[] = [];
    for (let year = 2020; year < 2040; year += 1) {
      // Ten dossiers a year, each finished within it, and one that stays until the next.
      const due = `${year}-03-01`;
      const left = counter('pending', -1, `${year - 1}-12-31`);
      book.set(cell('20116@0', `${year}-02-01`, counter('pending', 10, due), left));
      book.set(cell('20116@0', `${year}-02-20`, counter('pending', -10, due)));
      book.set(cell('20116@0', `${year}-12-30`, counter('pending', 1, `${year}-12-31`)));
      costs.push(counted(`${year}-12-31`));
    }
    expect(new Set(costs.slice(1)).size).toBe(1);
  });
});

describe('contract 5: a wrong selection is refused and names the field', () => {
  test('contract 9: one of more rows than an answer holds says so, whether days, indicators, units or a split make them', () => {
    const refused = expect.objectContaining({
      code: 'INVALID_FIELD',
      fields: [expect.objectContaining({ field: 'selection', rule: 'TOO_MANY' })],
      params: { most: '40000' },
    });
    const years: Partial<RollupSelection> = { from: '2023-05-01', byDay: true, groupBy: ['counting_unit'] };
    expect(() => ask([], { ...years, indicators: [] })).toThrow(refused);
    expect(() => ask([], years)).not.toThrow();
    const fields = Array.from({ length: 200 }, (_, at) => counter('received', 1, '', `f${at}`));
    const everyDay = Array.from({ length: 30 }, (_, at) => `2025-06-${String(at + 1).padStart(2, '0')}`);
    const cells = everyDay.flatMap((day) => communes.map((key) => cell(key, day, ...fields)));
    const byField: Partial<RollupSelection> = { byDay: true, splitBy: ['field'] };
    const every = ['counting_unit', 'children', 'total'] as const;
    expect(() => ask(cells, { ...byField, groupBy: ['counting_unit'] })).not.toThrow();
    expect(() => ask(cells, { ...byField, groupBy: every })).toThrow(refused);
  });

  test.each<[Partial<RollupSelection>, string, string]>([
    [{ unit: '99@0' }, 'selection.unit', 'UNIT_UNKNOWN'],
    [{ from: '2025-07-01', to: '2025-06-30' }, 'selection.to', 'PERIOD_EMPTY'],
    [{ from: '2020-01-01' }, 'selection.to', 'PERIOD_TOO_LONG'],
    [{ indicators: ['received', 'recieved'] }, 'selection.indicators[1]', 'INDICATOR_UNKNOWN'],
    [{ splitBy: ['field', 'weather'] }, 'selection.split_by[1]', 'DIMENSION_UNKNOWN'],
    [
      { dimensions: [{ name: 'weather', value: 'fair' }] },
      'selection.dimensions[0].name',
      'DIMENSION_UNKNOWN',
    ],
    [
      { dimensions: [{ name: 'channel', value: 'CHANNEL_ONLINE' }] },
      'selection.dimensions[0].value',
      'UNKNOWN',
    ],
  ])('contract 4: %j', (change, field, rule) => {
    const valuesOf = (name: string) => (name === 'channel' ? ['counter', 'online'] : undefined);
    expect(() => checkSelection({ ...draft, ...change }, { ...known, valuesOf })).toThrow(
      expect.objectContaining({ code: 'INVALID_FIELD', fields: [expect.objectContaining({ field, rule })] }),
    );
  });
});
