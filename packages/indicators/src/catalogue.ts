import type { LocalDay } from '@lienthong/domain';
import { checkChains } from './check-names.ts';
import { checkRows, isValidOn } from './check-rows.ts';
import { type Compiled, compileIndicator, type Indicator } from './indicator.ts';
import type { CatalogueTable, DimensionRow, NumberSource } from './table.ts';

/** The catalogue, checked: the one evaluator of every level. */
export interface Catalogue {
  sources: readonly NumberSource[];
  dimensions: readonly DimensionRow[];
  /** All versions, in the order of the table. */
  indicators: readonly Indicator[];
  /** Those that are valid on a day. */
  validOn(on: LocalDay): Indicator[];
  /** The version of a day. */
  findIndicator(code: string, on: LocalDay): Indicator | undefined;
  /** The counted and selected indicators that a value is computed from, in the order of their codes: itself when it has no formula. */
  countedParts(indicator: Indicator, on: LocalDay): Indicator[];
  /** The channels that a value rests on. */
  channelsOf(indicator: Indicator, on: LocalDay): string[];
}

/**
 * @param place put before the names of places, e.g. `table.content.`.
 * @throws Refusal `INVALID_FIELD` naming the place (`indicators[3].formula`) and the rule.
 */
export function createCatalogue(table: CatalogueTable, place = ''): Catalogue {
  const rows = table.indicators;
  checkRows(table, place);
  const byCode = new Map<string, Compiled[]>();
  const find = (code: string, on: LocalDay): Compiled | undefined =>
    byCode.get(code)?.find((one) => isValidOn(one, on));
  const indicators = rows.map((row, index) =>
    compileIndicator(row, { rows, find }, `${place}indicators[${index}]`),
  );
  checkChains(indicators, place);
  for (const one of indicators) byCode.set(one.code, [...(byCode.get(one.code) ?? []), one]);

  function countedParts(indicator: Indicator, on: LocalDay): Indicator[] {
    const reached = new Set([indicator]);
    // A set is walked on to what is added on the way.
    for (const { parts } of reached)
      for (const code of parts) {
        const part = find(code, on);
        if (part) reached.add(part);
      }
    return [...reached].filter(({ counter }) => counter !== '').sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  return {
    sources: table.sources,
    dimensions: table.dimensions,
    indicators,
    validOn: (on) => indicators.filter((one) => isValidOn(one, on)),
    findIndicator: find,
    countedParts,
    channelsOf(indicator, on) {
      const owners = new Set(countedParts(indicator, on).map(({ owner }) => owner));
      return table.sources.filter(({ owner }) => owners.has(owner)).map(({ channel }) => channel);
    },
  };
}

const known = new WeakMap<CatalogueTable, Catalogue>();

/** The catalogue of a table as the directory holds it, made once. */
export function catalogueOf(table: CatalogueTable): Catalogue {
  const catalogue = known.get(table) ?? createCatalogue(table);
  known.set(table, catalogue);
  return catalogue;
}
