import type { Aggregate } from '@lienthong/domain';

/** What may be counted, as its owner describes it. */
export interface Indicator {
  code: string;
  /** The service whose events may contribute: the first word of their types. */
  owner: string;
  /** A flow is of its day; a stock is the sum of signed flows up to a day, each carried by a day or by none. */
  kind: 'flow' | 'stock';
  aggregate: Aggregate;
  /** Names of dimensions that a contribution may have. */
  dimensions: readonly string[];
}

const ofDossiers = { owner: 'onestop', aggregate: 'sum', dimensions: ['channel', 'field'] } as const;

/** The rows, until they are read from the directory's table (`services/site/test/catalogues.test.ts` holds them to it). None is ever taken away: stored facts are folded by it. */
export const indicators: readonly Indicator[] = [
  ...['received', 'finished_early', 'finished_on_time', 'finished_late', 'withdrawn'].map(
    (code): Indicator => ({ code, kind: 'flow', ...ofDossiers }),
  ),
  { code: 'pending', kind: 'stock', ...ofDossiers },
];

/** What may be counted now. */
export interface Catalogue {
  find(code: string): Indicator | undefined;
  /** The values that a dimension may have; undefined: any. */
  valuesOf(dimension: string): ReadonlySet<string> | undefined;
}

/** @throws while the directory has not been read. */
export type ReadCatalogue = () => Catalogue;

/** How contributions to an indicator make one value of a day. */
export type AggregateOf = (indicator: string) => Aggregate;

const byCode = new Map(indicators.map((one) => [one.code, one]));

export const findIndicator = (code: string): Indicator | undefined => byCode.get(code);

export const aggregateOf: AggregateOf = (code) => findIndicator(code)?.aggregate ?? 'sum';
