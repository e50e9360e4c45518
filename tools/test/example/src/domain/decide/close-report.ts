import type { Instant, LocalDay } from '@lienthong/domain';
import { refuseWith } from '../refusals.ts';
import type { Report, ReportEvent } from '../report.ts';

/** The water has gone; or there never was any, and everything that the report counted is taken out of its days. */
export function decideClose(
  { state, events }: { state: Report; events: readonly { id: string; days: LocalDay[] }[] },
  { outcome }: { outcome: 'settled' | 'mistaken' },
  { now }: { now: Instant },
): ReportEvent[] {
  if (state.status !== 'open') refuseWith('REPORT_CLOSED');
  if (outcome === 'settled') return [{ kind: 'settled', at: now }];
  const cancels = events.flatMap(({ id, days }) => days.map((day) => ({ eventId: id, day })));
  return [{ kind: 'mistaken', at: now, cancels }];
}
