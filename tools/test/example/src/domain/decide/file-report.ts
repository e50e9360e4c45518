import { dayOf, type Instant, refuseField } from '@lienthong/domain';
import type { Filed, ReportEvent } from '../report.ts';

/** Water has risen. */
export function decideFile(filed: Filed, { now }: { now: Instant }): ReportEvent[] {
  if (filed.lookAgain < dayOf(now)) refuseField('look_again', 'RANGE', 'the day has passed');
  return [{ kind: 'filed', at: now, ...filed }];
}
