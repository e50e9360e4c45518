import type { Aggregation, LocalDay, UnitLevel } from '@lienthong/domain';

export type { Aggregation };

/** Words for people. */
export interface Words {
  vi: string;
  en: string;
}

/** The channel of exchange on which an owner's numbers travel, and the units that are expected to send them. */
export interface NumberSource {
  channel: string;
  owner: string;
  levels: UnitLevel[];
}

export type IndicatorKind = 'flow' | 'stock' | 'ratio';

/**
 * One version of an indicator. It is one of three:
 *
 * - counted: services contribute to it;
 * - selected (`of`, `where`): those counters of a counted one that a predicate picks, e.g. the pending ones that are late;
 * - derived (`formula`): computed from other indicators of the same units and days, so it never adds up by itself.
 *
 * Values are integers, scaled by 10^`decimals`.
 */
export interface IndicatorRow {
  code: string;
  version: number;
  /** First day; empty: from the beginning. */
  validFrom: LocalDay | '';
  /** The day after the last one; empty: open. */
  validTo: LocalDay | '';
  /** The service that contributes, or that answers for the formula. */
  owner: string;
  kind: IndicatorKind;
  /** Absent with a formula. */
  aggregation?: Aggregation | undefined;
  /** By which a number may be split. A version that has begun loses none. */
  dimensions: string[];
  decimals: number;
  /** Of a share: the value of all. What is short of it is never rounded up to it. */
  whole?: number | undefined;
  unit: Words;
  names: Words;
  /** What is counted, for people. */
  definition: Words;
  /** Code of the counted indicator that it selects from. */
  of?: string | undefined;
  /** CEL, a bool over `carried_by`, `on` (days) and `dimensions.<name>`. */
  where?: string | undefined;
  /** CEL, a number over codes of indicators, in their units of measure: `100.0 * a / (a + b)`. */
  formula?: string | undefined;
}

/** A list of codes with their names, which the directory keeps for whoever counts by it: `codes:fields`. */
export interface CodesTable {
  codes: { code: string; name: string; nameEn?: string | undefined }[];
}

/** The tables of the directory whose rows have codes that a dimension may take its values from. */
export type CodedTable = `codes:${string}` | 'procedures';

/**
 * The values that a dimension may have, whoever's indicators are split by it. A dimension without such a row may have any. None of them goes:
 * there are facts with it.
 */
export interface DimensionRow {
  name: string;
  /** The codes of a table, as it stands when an event is counted, or a list. */
  values: { table: CodedTable } | { codes: string[] };
}

/** The content of the directory's table `indicators`. */
export interface CatalogueTable {
  sources: NumberSource[];
  dimensions: DimensionRow[];
  indicators: IndicatorRow[];
}
