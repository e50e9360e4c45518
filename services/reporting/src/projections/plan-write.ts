import { nextVersion, withVersion } from '@lienthong/domain';
import { encodeTally } from './day-tally.ts';
import type { Claims, HotDay } from './hot-days.ts';
import type { TallyWrite } from './ports.ts';
import type { WrittenTally } from './tally-projection-types.ts';

/** The next version of a day's tally, and what it says of what the day claims. */
export type PlannedWrite = TallyWrite & { readonly says: Claims };

/** @returns 'unchanged': the store has this tally already; 'forgotten': the fold was thrown away and has to be counted again. */
export function planWrite({ fold, stored, claims }: HotDay): PlannedWrite | 'unchanged' | 'forgotten' {
  if (!fold) return 'forgotten';
  const tally = fold.tally();
  const value = encodeTally(tally);
  const { above, inherits, losses, goesOnFrom } = claims;
  const hasClaims = stored.src <= above || inherits > 0 || losses > 0 || goesOnFrom !== undefined;
  if (stored.value?.equals(value) && !hasClaims) return 'unchanged';
  const { src, lineage } = nextVersion(withVersion(stored.lineage, inherits), {
    follows: stored.isOurs && inherits === 0,
    above: Math.max(stored.src, above),
    draw: Math.random,
  });
  return {
    tally,
    value,
    expected: stored.src,
    src,
    lineage,
    lostAt: losses > 0 ? src : stored.lostAt,
    takesOver: goesOnFrom ?? stored.takesOver,
    says: claims,
  };
}

/** The store has taken the write. What the day claimed meanwhile is for the next version to say. */
export function noteStored(
  day: HotDay,
  { src, lineage, value, lostAt, takesOver, says }: PlannedWrite,
): void {
  day.stored = { src, lineage, isOurs: true, value, lostAt, takesOver };
  const { above, inherits, losses, goesOnFrom } = day.claims;
  day.claims = {
    above,
    inherits: inherits === says.inherits ? 0 : inherits,
    losses: losses - says.losses,
    goesOnFrom: goesOnFrom === says.goesOnFrom ? undefined : goesOnFrom,
  };
}

/** The tally of a day as the store has it. */
export function writtenTally({ unit, day, stored }: HotDay, spans: string[]): WrittenTally {
  const { src, lineage, value = Buffer.alloc(0), lostAt, takesOver } = stored;
  return { unit, day, src, lineage, value, lostAt, takesOver, spans };
}
