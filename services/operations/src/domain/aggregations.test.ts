import { Hierarchy, type Unit } from '@lienthong/domain';
import { catalogueOfRows, counted } from '../../test/support/catalogue.ts';
import { type Cell, CellBook } from './cell.ts';
import { explain } from './explanation.ts';
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
const hierarchy = new Hierarchy(
  [
    unit('46@0', '', 'province'),
    unit('482@0', '46@0', 'district'),
    unit('20116@0', '482@0', 'commune'),
    unit('20125@0', '482@0', 'commune'),
  ],
  [],
);
const codes = ['sum', 'max', 'min', 'last'] as const;
const catalogue = catalogueOfRows(
  ...codes.map((code) => counted(code, { owner: 'monitoring', aggregation: code, dimensions: ['sensor'] })),
  counted('received'),
);
const cell = (key: string, day: string, readings: Record<string, number>): Cell => ({
  source: 'u2-tally-monitoring',
  unit: key,
  day,
  counters: Object.entries(readings).flatMap(([sensor, value]) =>
    codes.map((code) => ({
      indicator: code,
      dimensions: [{ name: 'sensor', value: sensor }],
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
});
/** A district that measures itself, two communes below it. */
const cells = [
  cell('482@0', '2025-06-28', { d: 4 }),
  cell('20116@0', '2025-06-28', { a: 9, b: -2 }),
  cell('20116@0', '2025-06-29', { a: 0 }),
  cell('20116@0', '2025-06-30', { a: 3 }),
  cell('20125@0', '2025-06-29', { c: 5 }),
];

function sourcesOf(all: readonly Cell[]): RollupSources {
  const monitoring = new CellBook();
  for (const one of all) monitoring.set(one);
  const nothing = new CellBook();
  return {
    hierarchy,
    catalogue,
    cells: (channel) => (channel === 'u2-tally-monitoring' ? monitoring : nothing),
    expected: (channel) => (channel === 'u2-tally-onestop' ? ['20116@0', '20125@0'] : []),
    visible: () => true,
    freshness: (key, channel) => ({
      unit: key,
      source: channel,
      lastHeard: 0,
      completeAsOf: undefined,
      reason: 'current',
      stale: false,
    }),
    businessNow: 0,
    toleranceMs: 0,
  };
}
const selection: RollupSelection = {
  unit: '46@0',
  from: '2025-06-28',
  to: '2025-06-30',
  indicators: codes,
  groupBy: ['total'],
  hierarchyDate: '2025-06-30',
  byDay: false,
  splitBy: [],
  dimensions: [],
};
const ask = (more: Partial<RollupSelection>) =>
  rollUp({ ...selection, ...more }, sourcesOf(cells)).map(
    ({ unit: row, day, indicator: code, dimensions, value }) =>
      [row, day, dimensions[0]?.value ?? '', code, value ?? 'unknown']
        .filter((part) => part !== '')
        .join(' '),
  );

test('days, units and folded dimensions make one value as the indicator says; a gauge adds up over units', () => {
  expect(ask({})).toEqual(['46@0 sum 19', '46@0 max 9', '46@0 min -2', '46@0 last 10']);
});

test('of each day apart, and split by a dimension', () => {
  expect(
    ask({ indicators: ['last', 'max'], groupBy: ['counting_unit'], byDay: true, unit: '482@0' }),
  ).toEqual([
    '20116@0 2025-06-28 last 7',
    '20116@0 2025-06-29 last 0',
    '20116@0 2025-06-30 last 3',
    '20116@0 2025-06-28 max 9',
    '20116@0 2025-06-29 max 0',
    '20116@0 2025-06-30 max 3',
    '20125@0 2025-06-28 last unknown',
    '20125@0 2025-06-29 last 5',
    '20125@0 2025-06-30 last unknown',
    '20125@0 2025-06-28 max unknown',
    '20125@0 2025-06-29 max 5',
    '20125@0 2025-06-30 max unknown',
    '482@0 2025-06-28 last 4',
    '482@0 2025-06-29 last unknown',
    '482@0 2025-06-30 last unknown',
    '482@0 2025-06-28 max 4',
    '482@0 2025-06-29 max unknown',
    '482@0 2025-06-30 max unknown',
  ]);
  expect(ask({ indicators: ['last'], splitBy: ['sensor'] })).toEqual([
    '46@0 a last 3',
    '46@0 b last -2',
    '46@0 c last 5',
    '46@0 d last 4',
  ]);
  expect(ask({ indicators: ['max'], dimensions: [{ name: 'sensor', value: 'b' }] })).toEqual(['46@0 max -2']);
});

test('invariant 12: where nothing was measured the number is unknown, but that of a sum', () => {
  const rows = rollUp({ ...selection, from: '2025-06-30', unit: '20125@0' }, sourcesOf(cells));
  expect(rows.map(({ indicator: code, value }) => [code, value])).toEqual([
    ['sum', 0],
    ['max', undefined],
    ['min', undefined],
    ['last', undefined],
  ]);
});

describe('what adds up to more than integers tell exactly', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const large = sourcesOf([
    cell('20116@0', '2025-06-28', { a: most }),
    cell('20116@0', '2025-06-29', { b: most }),
    cell('20125@0', '2025-06-29', { c: -most }),
  ]);
  const valuesOf = (more: Partial<RollupSelection>): unknown[] =>
    rollUp({ ...selection, indicators: ['sum', 'max'], ...more }, large).map(({ value }) => value);

  test('is unknown, also where the rest brings it back; all else is told', () => {
    expect(valuesOf({})).toEqual([undefined, most]);
    expect(valuesOf({ unit: '482@0', groupBy: ['counting_unit'] })).toEqual([undefined, most, -most, -most]);
  });

  test('is unknown in its explanation; its parts are told', () => {
    const question = {
      selection: { ...selection, unit: '482@0' },
      indicator: 'sum',
      countingUnit: '',
      day: '',
      judgedOn: '',
    };
    const { value, lines } = explain(question, large);
    expect([value, ...lines.map((line) => line.value)]).toEqual([undefined, undefined, -most]);
    const ofUnit = explain({ ...question, countingUnit: '20116@0' }, large);
    expect([ofUnit.value, ...ofUnit.lines.map((line) => line.value)]).toEqual([undefined, most, most]);
  });
});

test('the numbers of a district itself stand in its row and beside its communes, and only where they are counted', () => {
  expect(ask({ indicators: ['sum'], groupBy: ['children'] })).toEqual(['482@0 sum 19']);
  expect(ask({ indicators: ['sum'], groupBy: ['children'], unit: '482@0' })).toEqual([
    '20116@0 sum 10',
    '20125@0 sum 5',
    '482@0 sum 4',
  ]);
  const rows = rollUp({ ...selection, indicators: ['sum', 'received'] }, sourcesOf(cells));
  expect(rows.map(({ indicator: code, unitsTotal }) => [code, unitsTotal])).toEqual([
    ['sum', 3],
    ['received', 2],
  ]);
});

test.each([
  [
    'max',
    9,
    ['482@0 9'],
    ['20116@0 9', '20125@0 5', '482@0 4'],
    ['2025-06-28 9', '2025-06-29 0', '2025-06-30 3'],
  ],
  [
    'min',
    -2,
    ['482@0 -2'],
    ['20116@0 -2', '20125@0 5', '482@0 4'],
    ['2025-06-28 -2', '2025-06-29 0', '2025-06-30 3'],
  ],
  ['last', 10, ['482@0 10'], ['20116@0 1', '20125@0 5', '482@0 4'], ['2025-06-28 -2', '2025-06-30 3']],
])('the lines of a %s make its value at every step', (code, value, districts, units, days) => {
  const step = (more: { unit?: string; countingUnit?: string; day?: string }) => {
    const { unit: top = '46@0', countingUnit = '', day = '' } = more;
    const question = {
      selection: { ...selection, unit: top },
      indicator: code,
      countingUnit,
      day,
      judgedOn: '',
    };
    const { value: whole, lines } = explain(question, sourcesOf(cells));
    return {
      whole,
      lines: lines.map((line) => `${line.kind === 'day' ? line.cell.day : line.unit} ${line.value}`),
    };
  };
  expect(step({})).toEqual({ whole: value, lines: districts });
  expect(step({ unit: '482@0' })).toEqual({ whole: value, lines: units });
  const ofUnit = Number(units[0]?.split(' ')[1]);
  expect(step({ unit: '482@0', countingUnit: '20116@0' })).toEqual({ whole: ofUnit, lines: days });
  for (const line of days) {
    const [day = ''] = line.split(' ');
    expect(step({ unit: '482@0', countingUnit: '20116@0', day }).lines).toEqual([line]);
  }
});
