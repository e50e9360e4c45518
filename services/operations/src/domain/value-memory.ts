import type { UnitKey } from '@lienthong/domain';
import type { Catalogue, Indicator } from '@lienthong/indicators';
import type { CellBook } from './cell.ts';
import type { ColumnValues } from './column-values.ts';
import type { SplitValue } from './split-values.ts';

/** What is asked of each unit, and what was made of them by now. */
export interface LookedAt {
  readonly indicator: Indicator;
  readonly split: readonly string[];
  readonly channels: readonly string[];
  readonly columns: readonly ColumnValues[];
  /** For each span, with the version of the unit's cells that it was made from. */
  readonly byUnit: Map<UnitKey, { version: number; values: SplitValue[][] }>;
}

/** Values of all questions together; the one that was asked longest ago is forgotten first. */
const mostValues = 200_000;
const mostQuestions = 200;

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
    for (const [at, [question, { byUnit }]] of [...this.#looked].reverse().entries()) {
      const [first] = byUnit.values();
      values += byUnit.size * Math.max(first?.values[0]?.length ?? 0, 1);
      if (at > 0 && (at >= mostQuestions || values > mostValues)) this.#looked.delete(question);
    }
  }
}

function withNewCounters(before: LookedAt, create: () => LookedAt): LookedAt {
  if (before.columns.every(({ book, known }) => book.ids.size === known)) return before;
  return { ...create(), byUnit: before.byUnit };
}
