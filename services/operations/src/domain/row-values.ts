import type { LocalDay, UnitKey } from '@lienthong/domain';
import type { Catalogue, Indicator } from '@lienthong/indicators';
import type { CellBook } from './cell.ts';
import { createColumnValues } from './column-values.ts';
import type { RollupSelection } from './selection.ts';
import { aggregationOf, createSplitValues, knownValue, type SplitValue, textOf } from './split-values.ts';
import { type LookedAt, UnitValues, ValueMemory } from './value-memory.ts';
import { valuesByDay } from './values-by-day.ts';

/** Units that count, by the channel on which they do. */
export type RowUnits = (channel: string) => readonly UnitKey[];

/** A value of the dimensions that were asked for; undefined: unknown. */
export type RowValue = Omit<SplitValue, 'value'> & { value: number | undefined };

/** Values of any units, each unit looked at once however many rows it goes into. */
export interface RowValues {
  /** The values of an indicator for some units, by dimensions: one entry for each day asked for, or a single one for the period. */
  of(indicator: Indicator, units: RowUnits): RowValue[][];
}

interface Asked {
  selection: Pick<RollupSelection, 'from' | 'to' | 'splitBy' | 'dimensions'>;
  /** Days without a gap, in order. Empty: the period as a whole is wanted. */
  days: readonly LocalDay[];
  /**
   * The day on which values are judged. It says which versions of the catalogue's indicators hold. A stock compares it with the days that
   * carry it: that tells what is overdue.
   */
  on: LocalDay;
}

interface Known {
  catalogue: Catalogue;
  cells: (channel: string) => CellBook;
  /** Whether a unit has ever said anything on a channel. */
  hasReported: (unit: UnitKey, channel: string) => boolean;
  /** What is kept for the next question; left out: nothing is. */
  memory?: ValueMemory | undefined;
}

/** Names of dimensions that an indicator is split by. */
type Split = readonly string[];

export function createRowValues({ selection, days, on }: Asked, known: Known): RowValues {
  const { catalogue } = known;
  const looked = new Map<string, LookedAt>();
  const spans = days.length === 0 ? 1 : days.length;
  const wanted = selection.dimensions.map(({ name }) => name);

  // Days apart are too many values to be kept.
  const memory = (days.length === 0 ? known.memory : undefined) ?? new ValueMemory();
  const asked = JSON.stringify([selection.from, selection.to, selection.dimensions, on]);

  function lookAt(indicator: Indicator, split: Split): LookedAt {
    const key = [indicator.code, ...split].join('|');
    const before = looked.get(key);
    if (before) return before;
    const one = memory.lookAt(`${key} ${asked}`, catalogue, known.cells, () => {
      const channels = catalogue.channelsOf(indicator, on);
      const narrow = { splitBy: split, dimensions: selection.dimensions };
      const columns = channels.map((channel) => createColumnValues(indicator, narrow, known.cells(channel)));
      return { indicator, split, channels, columns, byUnit: new UnitValues() };
    });
    looked.set(key, one);
    return one;
  }

  function ofUnit({ indicator, split, columns, byUnit }: LookedAt, unit: UnitKey): SplitValue[][] {
    const version = columns.reduce((sum, { book }) => sum + book.version(unit), 0);
    const before = byUnit.find(unit, version);
    if (before) return before;
    const all = columns.map((one) =>
      days.length > 0 ? valuesByDay(one, unit, days, split.length > 0) : [one.ofPeriod(unit, selection, on)],
    );
    const values = together(all, indicator, split);
    byUnit.keep(unit, version, values);
    return values;
  }

  /** Values of units or channels, for each span. */
  function together(all: readonly SplitValue[][][], indicator: Indicator, splitBy: Split): SplitValue[][] {
    const [first] = all;
    if (first && all.length === 1) return first;
    return Array.from({ length: spans }, (_, at) => {
      const sum = createSplitValues(aggregationOf(indicator), { splitBy, dimensions: [] });
      for (const values of all) for (const value of values[at] ?? []) sum.add(value);
      return sum.rows();
    });
  }

  /** Undefined: no unit has ever reported, or the indicator has no such dimension. */
  function counted(indicator: Indicator, units: RowUnits, split: Split): SplitValue[][] | undefined {
    if (!wanted.every((name) => indicator.dimensions.includes(name))) return undefined;
    const one = lookAt(indicator, split);
    const members = new Set(one.channels.flatMap((channel) => units(channel)));
    const reported = [...members].filter((unit) =>
      one.channels.some((channel) => known.hasReported(unit, channel)),
    );
    if (reported.length === 0) return undefined;
    return together(
      reported.map((unit) => ofUnit(one, unit)),
      indicator,
      split,
    );
  }

  function derived(indicator: Indicator, units: RowUnits, split: Split): RowValue[][] {
    if (!wanted.every((name) => indicator.dimensions.includes(name))) return unknown(split);
    const parts = new Map(
      catalogue
        .countedParts(indicator, on)
        .map((part) => [part.code, { part, values: counted(part, units, split) }]),
    );
    return Array.from({ length: spans }, (_, at) => {
      const rows = [...parts.values()].flatMap(({ values }) => values?.[at] ?? []);
      const places = split.length === 0 ? [{ dimensions: [] }] : distinct(rows);
      return places.map(({ dimensions }) => {
        const valueOf = (code: string): number | undefined => {
          const { part, values } = parts.get(code) ?? {};
          const found = values?.[at]?.find((one) => textOf(one.dimensions) === textOf(dimensions));
          // Of a sum there is no row where nothing was counted.
          if (found) return knownValue(found.value);
          return values && part?.aggregation === 'sum' ? 0 : undefined;
        };
        return { dimensions, value: indicator.value(valueOf, on) };
      });
    });
  }

  const unknown = (split: Split): RowValue[][] =>
    Array.from({ length: spans }, () => (split.length === 0 ? [{ dimensions: [], value: undefined }] : []));

  return {
    of(indicator, units) {
      const split = selection.splitBy.filter((name) => indicator.dimensions.includes(name));
      if (indicator.counter === '') return derived(indicator, units, split);
      const values = counted(indicator, units, split);
      if (!values) return unknown(split);
      // Nothing was measured: there is one row, and its value is unknown.
      const told = values.map((rows) => rows.map((row) => ({ ...row, value: knownValue(row.value) })));
      return split.length > 0
        ? told
        : told.map((rows) => (rows.length > 0 ? rows : [{ dimensions: [], value: undefined }]));
    },
  };
}

/** Each place once, in the order of its text. */
function distinct(rows: readonly Pick<SplitValue, 'dimensions'>[]): Pick<SplitValue, 'dimensions'>[] {
  return [...new Map(rows.map((row) => [textOf(row.dimensions), row]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}
