import { type Decided, dayOf, type Instant, refuseField } from '@lienthong/domain';
import { type Filed, move, type ReportEvent } from '../report.ts';
import { formatCode, seriesOf } from '../report-code.ts';

/** Water has risen. */
export function decideFile(filed: Filed, { now }: { now: Instant }): Decided<ReportEvent> {
  const today = dayOf(now);
  if (filed.lookAgain < today) refuseField('look_again', 'RANGE', 'the day has passed');
  const series = seriesOf(filed.unit, today);
  const movements = [move('filed', now, filed)];
  return {
    wants: { of: 'code', series },
    under: (number) => [{ kind: 'filed', at: now, ...filed, code: formatCode(series, number), movements }],
  };
}
