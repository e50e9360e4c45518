import type { LocalDay } from './local-day.ts';

/** A named property of what is counted; the value is a code. */
export interface Dimension {
  name: string;
  value: string;
}

/** A signed part of an indicator on one day of one unit (`facts.proto`). */
export interface Contribution {
  indicator: string;
  /** In order of name. */
  dimensions: Dimension[];
  /** Only of a stock: the day that it is carried by, empty for none. */
  carriedBy: LocalDay | '';
  value: number;
}

/** How values of an indicator make one: a sum, a maximum, a minimum, or of what comes one after the other the last. */
export type Aggregation = 'sum' | 'max' | 'min' | 'last';

/** Dimensions in their order. A property without a value is none. */
export function dimensionsOf(properties: Readonly<Record<string, string>>): Dimension[] {
  return Object.entries(properties)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The named fields of a contribution and nothing that came with them. */
export const pickContribution = ({
  indicator,
  dimensions,
  carriedBy,
  value,
}: Contribution): Contribution => ({
  indicator,
  dimensions: dimensions.map((dimension) => ({ name: dimension.name, value: dimension.value })),
  carriedBy,
  value,
});

/** What contributions of one day have in common that are one value; texts of it are in the order in which a tally lists them. */
export function contributionKey({
  indicator,
  dimensions,
  carriedBy,
}: Pick<Contribution, 'indicator' | 'dimensions' | 'carriedBy'>): string {
  return [indicator, ...dimensions.map(({ name, value }) => `${name}=${value}`), carriedBy].join('\n');
}

/** Whether a contribution has all of these, among others. */
export function hasDimensions(
  { dimensions }: Pick<Contribution, 'dimensions'>,
  wanted: readonly Dimension[],
): boolean {
  return wanted.every(({ name, value }) =>
    dimensions.some((one) => one.name === name && one.value === value),
  );
}

/**
 * What a step changes in a stock: out of it as it was carried, into it as it is carried now. A day that it is carried by, empty for
 * none; undefined: not in the stock.
 */
export function carry(
  stock: Pick<Contribution, 'indicator' | 'dimensions'>,
  before: LocalDay | '' | undefined,
  after: LocalDay | '' | undefined,
): Contribution[] {
  if (before === after) return [];
  return [
    ...(before === undefined ? [] : [{ ...stock, carriedBy: before, value: -1 }]),
    ...(after === undefined ? [] : [{ ...stock, carriedBy: after, value: 1 }]),
  ];
}

/** The channel of exchange on which the tallies of an owner's numbers travel; a record's id is the day. */
export const tallyChannel = (owner: string): string => `u2-tally-${owner}`;
