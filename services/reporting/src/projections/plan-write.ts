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
  const hasClaims = stored.src <= claims.above || claims.losses > 0 || claims.goesOnFrom !== undefined;
  if (stored.value?.equals(value) && !hasClaims) return 'unchanged';
  const src = Math.max(stored.src, claims.above) + 1;
  return {
    tally,
    value,
    expected: stored.src,
    src,
    lostAt: claims.losses > 0 ? src : stored.lostAt,
    takesOver: claims.goesOnFrom ?? stored.takesOver,
    says: claims,
  };
}

/** The store has taken the write. What the day claimed meanwhile is for the next version to say. */
export function noteStored(day: HotDay, { src, value, lostAt, takesOver, says }: PlannedWrite): void {
  day.stored = { src, value, lostAt, takesOver };
  const { above, losses, goesOnFrom } = day.claims;
  day.claims = {
    above,
    losses: losses - says.losses,
    goesOnFrom: goesOnFrom === says.goesOnFrom ? undefined : goesOnFrom,
  };
}

/** The tally of a day as the store has it. */
export function writtenTally({ unit, day, stored }: HotDay, spans: string[]): WrittenTally {
  const { src, value = Buffer.alloc(0), lostAt, takesOver } = stored;
  return { unit, day, src, value, lostAt, takesOver, spans };
}
