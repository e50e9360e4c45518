import type { LocalDay } from '@lienthong/domain';
import { type CatalogueTable, catalogueOf, type Words } from '@lienthong/indicators';

/** How much of something a unit has that does not move with it when the unit changes hands. */
export interface OpenStock {
  /** Code of the table `indicators`, and what people call it. */
  indicator: string;
  names: Words;
  /** Unit of measure. */
  unit: Words;
  decimals: number;
  /** In units of the last decimal; undefined: not known. */
  value: number | undefined;
}

/** What is known of an indicator's number. */
export interface KnownNumber {
  indicator: string;
  value?: number | undefined;
  /** Until when data is complete; undefined: nothing complete has ever come. */
  asOf?: Date | undefined;
}

/**
 * Every stock that a service counts on a day, whatever the service, with what is known of it. Selected ones are parts of these.
 * A zero of a unit that was never complete is not known.
 */
export function openStocks(
  table: CatalogueTable | undefined,
  on: LocalDay,
  known: readonly KnownNumber[] = [],
): OpenStock[] {
  if (!table) return [];
  return catalogueOf(table)
    .validOn(on)
    .filter(({ kind, code, counter }) => kind === 'stock' && code === counter)
    .map(({ code, names, unit, decimals }) => {
      const found = known.find(({ indicator }) => indicator === code);
      const isKnown = found?.value !== undefined && (found.value > 0 || found.asOf !== undefined);
      return { indicator: code, names, unit, decimals, value: isKnown ? found.value : undefined };
    });
}
