import type { LocalDay } from '@lienthong/domain';

/** One counter of a unit's day, as the commune counted it. */
export interface Counter {
  indicator: string;
  field: string;
  channel: string;
  /** Only for `pending`: the due day that the flow is carried by; empty: none (suspended). */
  dueDay: LocalDay | '';
  value: number;
}
