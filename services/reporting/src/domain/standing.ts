import {
  type Contribution,
  contributionKey,
  type Dimension,
  hasDimensions,
  type LocalDay,
} from '@lienthong/domain';
import type { Indicator } from '@lienthong/indicators';
import type { ToldFact } from './fact.ts';

interface Aggregate {
  last: ToldFact;
  /** What it contributes to the counted indicator, by key; what came to nothing is gone. */
  net: Map<string, Contribution>;
}

/** What a stock is asked for. */
export interface StandingAsked {
  stock: Indicator;
  on: LocalDay;
  dimensions: readonly Dimension[];
  /** Ids of events whose facts of a day no longer count. */
  cancelled: ReadonlyMap<LocalDay, ReadonlySet<string>>;
}

/** Where the aggregates of a standing stock are in order. */
export const standingPlace = ({ reference }: Pick<ToldFact, 'reference'>): string =>
  `${reference.kind}/${reference.code}`;

/**
 * What stands in a stock: of each aggregate whose contributions do not cancel out the last fact, with what all of them add to the stock. What
 * came and went is forgotten on the way, so that the years before cost no memory.
 *
 * @param facts those that contribute to the counted indicator.
 */
export async function standingIn(facts: AsyncIterable<ToldFact>, asked: StandingAsked): Promise<ToldFact[]> {
  const { stock, on, dimensions, cancelled } = asked;
  const held = new Map<string, Aggregate>();
  for await (const fact of facts) if (!cancelled.get(fact.day)?.has(fact.eventId)) take(held, fact, stock);
  const counts = (one: Contribution): boolean => hasDimensions(one, dimensions) && stock.contributes(one, on);
  return [...held.values()]
    .map(({ last, net }) => ({ ...last, contributions: [...net.values()].filter(counts) }))
    .filter(({ contributions }) => contributions.reduce((sum, { value }) => sum + value, 0) !== 0)
    .sort((a, b) => (standingPlace(a) < standingPlace(b) ? -1 : 1));
}

function take(held: Map<string, Aggregate>, fact: ToldFact, { counter }: Indicator): void {
  const place = standingPlace(fact);
  const before = held.get(place);
  const net = before?.net ?? new Map<string, Contribution>();
  for (const one of fact.contributions) {
    if (one.indicator !== counter) continue;
    const key = contributionKey(one);
    const value = (net.get(key)?.value ?? 0) + one.value;
    if (value === 0) net.delete(key);
    else net.set(key, { ...one, value });
  }
  if (net.size === 0) held.delete(place);
  else held.set(place, { last: before && before.last.at > fact.at ? before.last : fact, net });
}
