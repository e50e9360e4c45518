import { addDays, dimensionsOf, hasDimensions, Hierarchy, type Unit } from '@lienthong/domain';
import fc from 'fast-check';
import { type Cell, CellBook } from './cell.ts';
import { explain, type ExplainedLine, type Explanation, type NumberQuestion } from './explanation.ts';
import { shippedCatalogue, shippedTable } from '../../test/support/catalogue.ts';
import { createGroups, rollUp, type RollupSources } from './rollup.ts';
import { checkSelection } from './selection.ts';

const reform = '2025-07-01';
const channel = 'u2-tally-onestop';
/** Those that are made from counters: the parts of the others. */
const codes = shippedTable.indicators.filter(({ formula }) => !formula).map(({ code }) => code);
const unit = (key: string, parent: string, level: Unit['level']): Unit => {
  const old = key.endsWith('@0');
  return {
    key,
    code: key.split('@')[0] ?? '',
    name: key,
    kind: level,
    level,
    parent,
    validFrom: old ? '' : reform,
    validTo: old ? reform : '',
  };
};
const merge = (predecessor: string, successor: string, extent: 'whole' | 'part' = 'whole') => ({
  predecessor,
  successor,
  effective: reform,
  extent,
});
/**
 * Two districts; two communes that become one, one that keeps its place, one that is divided among two. In another province a district
 * ends whose communes go on under it.
 */
const hierarchy = new Hierarchy(
  [
    unit('46@0', '', 'province'),
    unit('482@0', '46@0', 'district'),
    unit('476@0', '46@0', 'district'),
    ...['20116@0', '20125@0', '20107@0'].map((key) => unit(key, '482@0', 'commune')),
    unit('19753@0', '476@0', 'commune'),
    { ...unit('01@0', '', 'province'), validTo: '' },
    unit('001@0', '01@0', 'district'),
    ...['00001@0', '00004@0'].map((key) => ({ ...unit(key, '001@0', 'commune'), validTo: '' })),
    unit('46@20250701', '', 'province'),
    ...['20122', '20107', '20108', '19753'].map((code) => unit(`${code}@20250701`, '46@20250701', 'commune')),
  ],
  [
    merge('46@0', '46@20250701'),
    merge('20116@0', '20122@20250701'),
    merge('20125@0', '20122@20250701'),
    merge('19753@0', '19753@20250701'),
    merge('20107@0', '20107@20250701', 'part'),
    merge('20107@0', '20108@20250701', 'part'),
  ],
);
const counting = [
  '20116@0',
  '20125@0',
  '20107@0',
  '19753@0',
  '20122@20250701',
  '20107@20250701',
  '19753@20250701',
  '00001@0',
  '00004@0',
];

const days = [
  '2023-12-31',
  '2024-01-01',
  '2024-12-30',
  '2025-01-01',
  '2025-06-30',
  '2025-07-01',
  '2026-01-02',
];
const anyCell = fc.record({
  source: fc.constant('tally'),
  unit: fc.constantFrom(...counting),
  day: fc.constantFrom(...days),
  counters: fc.array(
    fc.record({
      indicator: fc.constantFrom('pending', 'received'),
      dimensions: fc
        .record({ field: fc.constantFrom('land', 'civil'), channel: fc.constantFrom('counter', 'online') })
        .map(dimensionsOf),
      carriedBy: fc.constantFrom('', '2024-12-31', '2025-06-30', '2026-01-01'),
      value: fc.constantFrom(-1, 1, 2),
    }),
    { maxLength: 5 },
  ),
  facts: fc.constant(1),
  digest: fc.constant('d'),
  rev: fc.constant(1),
  tag: fc.constant('00'),
  broke: fc.integer({ min: 0, max: 1 }),
  lifted: fc.constant(0),
});
const anyQuestion = fc.record({
  unit: fc.constantFrom('46@0', '46@20250701', '01@0', '482@0', '20122@20250701', ...counting),
  to: fc.constantFrom(...days, '2027-03-01'),
  length: fc.integer({ min: 0, max: 800 }),
  hierarchyDate: fc.constantFrom('2024-01-01', '2025-06-30', reform, '2026-01-01'),
  indicator: fc.constantFrom(...codes),
  dimensions: fc.subarray(dimensionsOf({ field: 'land', channel: 'online' })),
});
const known = { hierarchy, catalogue: shippedCatalogue };
/** What a caller may see: the whole, one district, one commune. */
const anyView = fc.constantFrom(['46@0', '46@20250701', '01@0'], ['482@0'], ['20116@0']);

function sourcesOf(cells: readonly Cell[], view: readonly string[]): RollupSources {
  const book = new CellBook();
  for (const one of cells) book.set(one);
  return {
    hierarchy,
    catalogue: shippedCatalogue,
    cells: () => book,
    expected: () => ['20108@20250701'],
    visible: (key) => view.some((top) => hierarchy.isWithin(key, top, '2025-06-30')),
    freshness: (key) => ({
      unit: key,
      source: 'tally',
      lastHeard: 0,
      completeAsOf: undefined,
      reason: 'current',
      stale: false,
    }),
    businessNow: Date.parse('2026-01-10T00:00:00Z'),
    toleranceMs: 0,
  };
}

const draftOf = ({
  unit: top,
  to,
  length,
  hierarchyDate,
  dimensions,
}: typeof anyQuestion extends fc.Arbitrary<infer Q> ? Q : never) => ({
  unit: top,
  from: addDays(to, -length),
  to,
  indicators: [],
  groupBy: ['total' as const],
  hierarchyDate,
  byDay: false,
  splitBy: [],
  dimensions,
});

/** The question that opens a line, as the contract says; none of a day. */
function opening(line: ExplainedLine, asked: NumberQuestion): NumberQuestion | undefined {
  switch (line.kind) {
    case 'unit': {
      const selection = checkSelection({ ...asked.selection, unit: line.unit }, known);
      return { ...asked, selection, judgedOn: asked.judgedOn };
    }
    case 'counting_unit':
      return { ...asked, countingUnit: line.unit };
    case 'opening':
      return { ...asked, selection: { ...asked.selection, from: line.day, to: line.day } };
    case 'part':
      return { ...asked, indicator: line.part.code };
    case 'day':
      return undefined;
    default:
      return line satisfies never;
  }
}

/** All days below a number, each step's lines checked against its value. */
function goDown(
  question: NumberQuestion,
  sources: RollupSources,
  steps: Explanation[] = [],
): Map<string, number> {
  const step = explain(question, sources);
  steps.push(step);
  expect(step.lines.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBe(step.value ?? 0);
  const below = new Map<string, number>();
  for (const line of step.lines) {
    const next = opening(line, step.asked);
    if (!next) {
      const { unit: of, value = 0 } = line;
      below.set(`${of} ${line.kind === 'day' ? line.cell.day : ''}`, value);
      expect(explain({ ...step.asked, day: line.kind === 'day' ? line.cell.day : '' }, sources).value).toBe(
        value,
      );
      continue;
    }
    const found = goDown(next, sources, steps);
    expect([...found.values()].reduce((sum, value) => sum + value, 0)).toBe(line.value ?? 0);
    for (const [place, value] of found) {
      // Nothing is counted twice.
      expect(below.has(place)).toBe(false);
      below.set(place, value);
    }
  }
  return below;
}

test('at every step the lines add up, opening them all leads to every cell once, and the top is the roll-up', () => {
  fc.assert(
    fc.property(
      fc.array(anyCell, { maxLength: 30 }),
      anyQuestion,
      anyView,
      (cells, { indicator: name, ...rest }, view) => {
        const sources = sourcesOf(cells, view);
        let selection: NumberQuestion['selection'];
        try {
          selection = checkSelection(draftOf({ ...rest, indicator: name }), known);
        } catch {
          fc.pre(false);
          return;
        }
        const indicator = shippedCatalogue.findIndicator(name, rest.to);
        if (!indicator) throw new Error(name);
        const steps: Explanation[] = [];
        const question = {
          selection,
          indicator: name,
          countingUnit: '',
          day: '',
          judgedOn: '',
        };
        const found = goDown(question, sources, steps);

        const members = [...createGroups(selection, sources)(channel, 'total').values()].flat();
        const expected = new Map<string, number>();
        for (const cell of new Map(cells.map((one) => [one.unit + one.day, one])).values()) {
          if (!members.includes(cell.unit) || cell.day > selection.to) continue;
          if (indicator.kind === 'flow' && cell.day < selection.from) continue;
          const counted = cell.counters
            .filter((one) => hasDimensions(one, rest.dimensions) && indicator.contributes(one, selection.to))
            .map(({ value }) => value);
          if (counted.length > 0)
            expected.set(
              `${cell.unit} ${cell.day}`,
              counted.reduce((sum, value) => sum + value, 0),
            );
        }
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
        const [row] = rollUp({ ...selection, indicators: [name] }, sources);
        expect(steps[0]?.value).toBe(row?.value);
        // Bounded: a step's days are of one year, or of the period that the caller named.
        for (const { lines } of steps) {
          const years = new Set(
            lines.flatMap((line) => (line.kind === 'day' ? line.cell.day.slice(0, 4) : [])),
          );
          if (indicator.kind === 'stock') expect(years.size).toBeLessThanOrEqual(1);
          for (const line of lines.filter(({ kind }) => kind === 'unit'))
            expect(sources.visible(line.unit)).toBe(true);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

const cell = (on: string, value: number, carriedBy: string, broke = 0): Cell => ({
  source: 'tally',
  unit: '20116@0',
  day: on,
  counters: [{ indicator: 'pending', dimensions: [{ name: 'field', value: 'land' }], carriedBy, value }],
  facts: 1,
  digest: 'd',
  rev: 1,
  tag: '00',
  broke,
  lifted: 0,
});
const question = (to: string, more: Partial<NumberQuestion> = {}): NumberQuestion => ({
  selection: checkSelection(
    {
      ...draftOf({
        unit: '20116@0',
        to,
        length: 0,
        hierarchyDate: '2025-06-30',
        indicator: '',
        dimensions: [],
      }),
    },
    known,
  ),
  indicator: 'overdue',
  countingUnit: '',
  day: '',
  judgedOn: '',
  ...more,
});
const worded = ({ lines }: Explanation): unknown[] =>
  lines.map((line) => [
    line.kind,
    line.kind === 'day' ? line.cell.day : line.kind === 'opening' ? line.day : '',
    line.value,
  ]);

test('a dossier of an earlier year that fell due since is overdue in the opening too, and where it is opened', () => {
  const sources = sourcesOf(
    [cell('2024-12-30', 1, '2025-01-15'), cell('2025-03-01', 1, '2025-03-20')],
    ['46@0'],
  );
  const now = explain(question('2025-06-30'), sources);
  expect(worded(now)).toEqual([
    ['opening', '2024-12-31', 1],
    ['day', '2025-03-01', 1],
  ]);
  const before = explain(question('2024-12-31', { judgedOn: now.asked.judgedOn }), sources);
  expect(worded(before)).toEqual([['day', '2024-12-30', 1]]);
  expect(explain(question('2024-12-31'), sources).value).toBe(0);
});

test('an opening is marked when a cell before it is, and a year without a cell yet is its opening alone', () => {
  const sources = sourcesOf([cell('2024-12-30', 1, '2024-12-31', 7), cell('2025-03-01', 1, '')], ['46@0']);
  expect(explain(question('2026-01-02'), sources).lines).toEqual([
    expect.objectContaining({ kind: 'opening', day: '2025-12-31', value: 1, marked: true }),
  ]);
  const fresh = sourcesOf([cell('2024-12-30', 1, ''), cell('2025-03-01', 1, '', 7)], ['46@0']);
  expect(explain(question('2025-06-30'), fresh).lines[0]).toMatchObject({ kind: 'opening', marked: false });
});
