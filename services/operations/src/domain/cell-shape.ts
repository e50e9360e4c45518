import type { Contribution, LocalDay, UnitKey } from '@lienthong/domain';

/** What this level holds of a unit and day from one source: the tally as it came, with the stamp of its record. */
export interface Cell {
  /** The channel of exchange on which it came. */
  source: string;
  unit: UnitKey;
  day: LocalDay;
  counters: readonly Contribution[];
  /** How many facts stand behind it, and the digest over their ids. */
  facts: number;
  digest: string;
  /** The part of `counters` whose facts are at no site that writes the unit now; left out: none. `facts` and `digest` do not tell of it. */
  inherited?: Inherited;
  rev: number;
  /** 16 hex digits. */
  tag: string;
  /** Rev at which the owner last had to raise, having been restored; 0: never. */
  broke: number;
  /** The `broke` up to which a person at the owner has lifted the mark; 0: never. */
  lifted: number;
}

/** What the unit's site took over of a day that another one counted, or itself in another life. */
export interface Inherited {
  /** Who signed it then. */
  site: string;
  counters: readonly Contribution[];
  facts: number;
}
