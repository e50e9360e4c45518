import type { Instant } from '@lienthong/domain';
import { refuseWith } from '../refusals.ts';
import { type Movement, move, type Report, type ReportEvent } from '../report.ts';

/** The water has gone; or there never was any, and everything that the report counted is taken out of its days. */
export function decideClose(
  { state, events }: { state: Report; events: readonly { id: string; movements: Movement[] }[] },
  { outcome }: { outcome: 'settled' | 'mistaken' },
  { now }: { now: Instant },
): ReportEvent[] {
  if (state.status !== 'open') refuseWith('REPORT_CLOSED');
  if (outcome === 'settled') return [{ kind: 'settled', at: now, movements: [move('settled', now, state)] }];
  const cancels = events.flatMap(({ id, movements }) => movements.map(({ day }) => ({ eventId: id, day })));
  return [{ kind: 'mistaken', at: now, cancels }];
}
