import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { addDays } from '@lienthong/domain';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { type Cell, CellBook } from '../../services/operations/src/domain/cell.ts';
import { rollUp, type RollupSources } from '../../services/operations/src/domain/rollup.ts';
import { checkSelection, type RollupSelection } from '../../services/operations/src/domain/selection.ts';
import { ValueMemory } from '../../services/operations/src/domain/value-memory.ts';
import { shippedCatalogue } from '../../services/operations/test/support/catalogue.ts';
import { NaiveCells, naiveFold } from '../../services/operations/test/support/naive-fold.ts';
import { cellsOf, communesOf, hierarchyOf } from './province-cells.ts';

/** The country: only when asked for, as it takes minutes. */
const isCountry = Boolean(process.env['LT_FULL']);
const firstDay = '2023-01-01';
const dayCount = 3 * 365;
const lastDay = addDays(firstDay, dayCount - 1);
/** Of as many the plain fold is taken. */
const naiveCommunes = 8;
const codes = shippedCatalogue
  .validOn(lastDay)
  .filter(({ counter }) => counter !== '')
  .map(({ code }) => code);
const draft: RollupSelection = {
  unit: '46@0',
  from: `${lastDay.slice(0, 8)}01`,
  to: lastDay,
  indicators: codes,
  groupBy: ['counting_unit'],
  hierarchyDate: '',
  byDay: false,
  splitBy: [],
  dimensions: [],
};

/** What the board's cells take in memory, and what its questions cost. Figures are CPU of the thread: what else runs is not counted. */
export async function* run(): AsyncIterable<Ratio> {
  yield* measure(150, { bytes: 150e6, monthMs: 10, yearMs: 30 });
  if (isCountry) yield* measure(3_321, { bytes: 2.5e9, monthMs: 100, yearMs: 660 });
}

function* measure(communeCount: number, aims: { bytes: number; monthMs: number; yearMs: number }) {
  const of = communeCount === 150 ? 'board' : 'board_country';
  const communes = communesOf(communeCount);
  const before = bytesInUse();
  const { book, counters, loadMs, settled } = load(communes);
  const bare = bytesInUse() - before;
  const sources = sourcesOf(communes, book);
  const ask = (more: Partial<RollupSelection>) => {
    const selection = checkSelection({ ...draft, ...more }, sources);
    return () => rollUp(selection, sources);
  };
  const month = ask({});
  const year = ask({ from: `${lastDay.slice(0, 4)}-01-01` });
  const firstMonth = cpuMs(month);
  const firstYear = cpuMs(year);
  const [monthMs, yearMs] = [best(month), best(year)];
  const bytes = bytesInUse() - before;
  const cells = `${communeCount} communes × ${dayCount} days, ${(counters / 1e6).toFixed(1)} M counters`;
  yield ratio(
    `${of}_bytes_of_cells`,
    bytes,
    `<=${aims.bytes}`,
    `${cells}: ${mega(bare)} as loaded, ${(bare / counters).toFixed(1)} B a counter; ${mega(bytes)} with what questions have left; made and taken in within ${(loadMs / 1e3).toFixed(1)} s of CPU, stocks within ${ms(sum(settled))}, a unit at a time, ${ms(Math.max(...settled))} at most`,
  );
  const asked = `${codes.length} indicators by commune`;
  yield ratio(`${of}_month_ms`, monthMs, `<=${aims.monthMs}`, `${asked}; the first time ${ms(firstMonth)}`);
  yield ratio(`${of}_year_ms`, yearMs, `<=${aims.yearMs}`, `${asked}; the first time ${ms(firstYear)}`);
  const stock = { indicators: ['pending', 'overdue'] };
  const [january, december] = ['01-15', '12-15'].map((day) => {
    const on = `${lastDay.slice(0, 4)}-${day}`;
    return best(ask({ ...stock, from: on, to: on }));
  }) as [number, number];
  yield ratio(
    `${of}_stock_december_to_january`,
    december / january,
    '<=1.5',
    `pending and overdue by commune: ${ms(december)} against ${ms(january)}`,
  );
  yield ratio(`${of}_update_ms`, updateMs(book, communes), '<=0.2', 'one cell of today replaced, on average');
  const remembering = { ...sources, memory: new ValueMemory() };
  const board = checkSelection(draft, sources);
  const watched = best(() => {
    book.set(changed(book, communes[0] ?? ''));
    rollUp(board, remembering);
  });
  yield ratio(
    `${of}_watched_ms`,
    watched,
    `<=${aims.monthMs}`,
    'a cell is replaced, and the month that is watched is made again: a stop of the loop',
  );
  yield naive(of, monthMs / communeCount);
}

function load(communes: readonly string[]) {
  const book = new CellBook();
  let counters = 0;
  const loadMs = cpuMs(() => {
    for (const [seed, unit] of communes.entries())
      for (const cell of cellsOf(unit, firstDay, dayCount, seed + 1)) {
        counters += cell.counters.length;
        book.set(cell);
      }
  });
  const settled = communes.map((unit) => cpuMs(() => book.settle(unit)));
  return { book, counters, loadMs, settled };
}

function sourcesOf(communes: readonly string[], book: CellBook): RollupSources {
  const now = Date.parse(`${lastDay}T10:00:00Z`);
  return {
    hierarchy: hierarchyOf(communes),
    catalogue: shippedCatalogue,
    cells: () => book,
    expected: () => communes,
    visible: () => true,
    freshness: (unit, source) => ({
      unit,
      source,
      lastHeard: now,
      completeAsOf: now,
      reason: 'current',
      stale: false,
    }),
    businessNow: now,
    toleranceMs: 60_000,
  };
}

function changed(book: CellBook, unit: string): Cell {
  const cell = book.find(unit, lastDay);
  if (!cell) throw new Error(`no cell of ${unit}`);
  return {
    ...cell,
    rev: cell.rev + 1,
    counters: cell.counters.map((one) => ({ ...one, value: one.value + 1 })),
  };
}

function updateMs(book: CellBook, communes: readonly string[]): number {
  const cells = communes.map((unit) => changed(book, unit));
  const spent = best(() => {
    for (const cell of cells) book.set(cell);
  });
  return spent / cells.length;
}

/** Against objects of which every counter is looked at. */
function naive(of: string, columnsMs: number): Ratio {
  const cells = new NaiveCells();
  const communes = communesOf(naiveCommunes);
  const before = bytesInUse();
  let counters = 0;
  for (const [seed, unit] of communes.entries())
    for (const cell of cellsOf(unit, firstDay, dayCount, seed + 1)) {
      counters += cell.counters.length;
      cells.set(cell);
    }
  const bytes = bytesInUse() - before;
  const indicators = codes.flatMap((code) => shippedCatalogue.findIndicator(code, lastDay) ?? []);
  const spent = best(() => {
    for (const unit of communes)
      for (const indicator of indicators) naiveFold(cells.of(unit), indicator, draft, lastDay);
  });
  const each = spent / naiveCommunes;
  return ratio(
    `${of}_month_to_plain_fold`,
    columnsMs / each,
    '<=0.1',
    `a commune: ${ms(columnsMs)} against ${ms(each)}; objects take ${(bytes / counters).toFixed(0)} B a counter`,
  );
}

const rounds = 15;

const sum = (all: readonly number[]): number => all.reduce((one, other) => one + other, 0);

const best = (work: () => unknown): number => Math.min(...Array.from({ length: rounds }, () => cpuMs(work)));

function cpuMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e3;
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function bytesInUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const ms = (value: number): string => `${value.toFixed(2)} ms`;
