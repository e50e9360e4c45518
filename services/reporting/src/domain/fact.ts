import type { Instant, LocalDay, UnitKey } from '@lienthong/domain';
import type { Channel, Indicator } from './indicator.ts';

/** A signed part of a counter. */
export interface Contribution {
  indicator: Indicator;
  field: string;
  channel: Channel;
  /** Only for `pending`: the due day, empty for none. Empty for every other indicator. */
  dueDay: LocalDay | '';
  value: number;
}

/** What one event did to one unit and day. Never updated; inserting it twice is harmless. No personal data. */
export interface Fact {
  /** Event id, colon, index. */
  id: string;
  eventId: string;
  eventType: string;
  unit: UnitKey;
  day: LocalDay;
  /** Business time of the event: may lie days after `day` (a late correction). */
  at: Instant;
  dossierCode: string;
  contributions: Contribution[];
  /** Ids of the events whose facts of this unit and day the fold leaves out. A fact that cancels contributes nothing itself. */
  cancels: string[];
  /** {@link formulaVersion} under which it was made. */
  formula: number;
}
