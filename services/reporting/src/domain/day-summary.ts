import {
  type Digest,
  emptyDigest,
  formatDigest,
  type LocalDay,
  type UnitKey,
  withId,
} from '@lienthong/domain';

/** One unit's day: what a tally stands for, and what is recounted as one. */
export interface UnitDay {
  unit: UnitKey;
  day: LocalDay;
}

/** Of a tally, in a store. */
export const tallyId = ({ unit, day }: UnitDay): string => `${unit}/${day}`;

/** Count and digest of the facts of one day, to compare two stores without moving the facts. */
export interface DaySummary {
  facts: number;
  digest: string;
}

/** Collects {@link DaySummary}s over facts in any order. */
export interface DaySummaries {
  add(day: LocalDay, factId: string): void;
  of(day: LocalDay): DaySummary;
  days(): LocalDay[];
}

const nothing: DaySummary = { facts: 0, digest: formatDigest(emptyDigest) };

export function createDaySummaries(): DaySummaries {
  const byDay = new Map<LocalDay, { facts: number; digest: Digest }>();
  return {
    add(day, factId) {
      const sum = byDay.get(day) ?? { facts: 0, digest: emptyDigest };
      byDay.set(day, { facts: sum.facts + 1, digest: withId(sum.digest, factId) });
    },
    of(day) {
      const sum = byDay.get(day);
      return sum ? { facts: sum.facts, digest: formatDigest(sum.digest) } : nothing;
    },
    days: () => [...byDay.keys()].sort(),
  };
}

export function agree(a: DaySummary, b: DaySummary): boolean {
  return a.facts === b.facts && a.digest === b.digest;
}
