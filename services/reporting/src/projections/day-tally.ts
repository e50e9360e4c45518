import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import { pickContribution } from '@lienthong/domain';
import type { Inherited, Tally } from '../domain/fold-tally.ts';

/** The one shape of a tally outside memory: stored, put into exchange and shown as a cell without conversion on the way. */
export function encodeTally(tally: Tally): Buffer {
  return Buffer.from(DayTally.encode(tally).finish());
}

/** A record of another site, or of a lost life of this one, as what a day takes over from it: all that it counted. */
export function inheritFrom(
  tally: DayTally,
  { rev, tag, site }: Pick<Inherited, 'rev' | 'tag' | 'site'>,
): Inherited {
  const counters = tally.counters.map(pickContribution);
  return { counters, facts: factsBehind(tally), rev, tag, site };
}

/** How many facts a tally was counted from, here and wherever its inherited part comes from. */
export const factsBehind = ({ facts, inherited }: Pick<DayTally, 'facts' | 'inherited'>): number =>
  facts + (inherited?.facts ?? 0);

export function decodeTally(value: Uint8Array): DayTally {
  return DayTally.decode(value);
}
