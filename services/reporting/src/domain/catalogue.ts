import type { Aggregation, LocalDay } from '@lienthong/domain';
import type { CodedTable, Catalogue as IndicatorCatalogue, Indicator } from '@lienthong/indicators';

/** How contributions to an indicator make one value of a day. */
export type AggregationOf = (code: string) => Aggregation;

/** What may be counted now. */
export interface Catalogue {
  /** Every counted indicator, in all its versions. */
  counted: readonly Indicator[];
  /** The version of a day; undefined: nothing is counted by this code then. */
  find(code: string, on: LocalDay): Indicator | undefined;
  /** The version of a day of a stock that is made from counters, counted or selected. */
  findStock(code: string, on: LocalDay): Indicator | undefined;
  /**
   * The same on all days (`VERSION_DIFFERS`, `INDICATOR_COUNTED`). Facts of a code that the table has lost go on as a sum: they stay in
   * their tally, and nobody can ask for it.
   */
  aggregationOf: AggregationOf;
  /** The values that a dimension may have, as the table `indicators` says; undefined: any. */
  valuesOf(dimension: string): ReadonlySet<string> | undefined;
}

/** @throws Refusal `SERVICE_UNAVAILABLE` while the directory has not been read. */
export type ReadCatalogue = () => Catalogue;

export function createCountingCatalogue(
  catalogue: IndicatorCatalogue,
  codesOf: (table: CodedTable) => readonly string[],
): Catalogue {
  const values = new Map(
    catalogue.dimensions.map(({ name, values: from }) => [
      name,
      new Set('codes' in from ? from.codes : codesOf(from.table)),
    ]),
  );
  const counted = catalogue.indicators.filter(isCounted);
  const aggregations = new Map(counted.map(({ code, aggregation }) => [code, aggregation]));
  return {
    counted,
    find(code, on) {
      const found = catalogue.findIndicator(code, on);
      return found && isCounted(found) ? found : undefined;
    },
    findStock(code, on) {
      const found = catalogue.findIndicator(code, on);
      return found?.kind === 'stock' && found.counter !== '' ? found : undefined;
    },
    aggregationOf: (code) => aggregations.get(code) ?? 'sum',
    valuesOf: (dimension) => values.get(dimension),
  };
}

const isCounted = ({ code, counter }: Indicator): boolean => code === counter;
