import type { LocalDay } from '@lienthong/domain';
import { type CatalogueTable, catalogueOf, type Words } from '@lienthong/indicators';

/** A stock of a unit, e.g. its pending dossiers. What it counts stays at the former site when the unit is handed over. */
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
 * Every stock that is counted on a day, of all services, with its value where that is known. Selected stocks are left out, because a
 * counted one contains them. A value of zero is known only if the unit's data was complete at some time.
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
