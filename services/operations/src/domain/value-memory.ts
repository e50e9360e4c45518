import type { UnitKey } from '@lienthong/domain';
import type { Catalogue, Indicator } from '@lienthong/indicators';
import type { CellBook } from './cell.ts';
import type { ColumnValues } from './column-values.ts';
import type { SplitValue } from './split-values.ts';

/** One question, and its values of the units that were looked at so far. */
export interface LookedAt {
  readonly indicator: Indicator;
  readonly split: readonly string[];
  readonly channels: readonly string[];
  readonly columns: readonly ColumnValues[];
  readonly byUnit: UnitValues;
}

/** Values of each unit for each span, with the version of its cells that they were made from. */
export class UnitValues {
  readonly #ofUnits = new Map<UnitKey, { version: number; values: SplitValue[][]; size: number }>();
  #size = 0;

  /** Undefined: there are none of this version. */
  find(unit: UnitKey, version: number): SplitValue[][] | undefined {
    const found = this.#ofUnits.get(unit);
    return found?.version === version ? found.values : undefined;
  }

  keep(unit: UnitKey, version: number, values: SplitValue[][]): void {
    const size = values.reduce((sum, rows) => sum + rows.length, 1);
    this.#size += size - (this.#ofUnits.get(unit)?.size ?? 0);
    this.#ofUnits.set(unit, { version, values, size });
  }

  /** Values, and one for each unit. */
  get size(): number {
    return this.#size;
  }
}

/**
 * Values of all questions together, some 100 B each, and as many ids that their columns know of, at 8 B; the question that was asked longest
 * ago is forgotten first. Twelve indicators of all communes of the country are 80,000.
 */
const mostValues = 1_000_000;

/**
 * What indicators were of single units, from one question to the next. Boards that ask the same share it, whatever units they may see. Of one
 * that is watched only the units are looked at again whose cells have changed.
 */
export class ValueMemory {
  readonly #looked = new Map<string, LookedAt>();
  #catalogue: Catalogue | undefined;

  /**
   * @param question all that the values of a unit depend on, but for its cells and the catalogue.
   * @param create with columns of these books; they are made again when there are counters that they do not know.
   */
  lookAt(
    question: string,
    catalogue: Catalogue,
    cells: (channel: string) => CellBook,
    create: () => LookedAt,
  ): LookedAt {
    if (catalogue !== this.#catalogue) this.#looked.clear();
    this.#catalogue = catalogue;
    const before = this.#looked.get(question);
    const isOfThese = before?.channels.every((channel, at) => before.columns[at]?.book === cells(channel));
    const one = before && isOfThese ? withNewCounters(before, create) : create();
    this.#looked.delete(question);
    this.#looked.set(question, one);
    this.#forget();
    return one;
  }

  #forget(): void {
    let values = 0;
    for (const [at, [question, { byUnit, columns }]] of [...this.#looked].reverse().entries()) {
      values += byUnit.size + columns.reduce((sum, { known }) => sum + known / 12, 0);
      if (at > 0 && values > mostValues) this.#looked.delete(question);
    }
  }
}

function withNewCounters(before: LookedAt, create: () => LookedAt): LookedAt {
  if (before.columns.every(({ book, known }) => book.ids.size === known)) return before;
  return { ...create(), byUnit: before.byUnit };
}
