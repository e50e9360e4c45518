import type { Instant, LocalDay, UnitKey } from '@lienthong/domain';
import type { Survey } from './survey.ts';

export type Cause = 'rain' | 'tide';

/** What is known of a flood from its filing on. */
export interface Filed {
  unit: UnitKey;
  cause: Cause;
  levelCm: number;
  lookAgain: LocalDay;
  survey: Survey;
}

export interface Report extends Filed {
  status: 'open' | 'settled' | 'mistaken';
}

/** What no longer counts of an earlier event. */
export interface CancelledDay {
  eventId: string;
  day: LocalDay;
}

export type ReportEvent = { at: Instant } & (
  | ({ kind: 'filed' } & Filed)
  | { kind: 'settled' }
  | { kind: 'mistaken'; cancels: CancelledDay[] }
);

export function evolve(report: Report | undefined, event: ReportEvent): Report {
  if (event.kind === 'filed') {
    const { unit, cause, levelCm, lookAgain, survey } = event;
    return { unit, cause, levelCm, lookAgain, survey, status: 'open' };
  }
  if (!report) throw new Error('a report is filed first');
  return { ...report, status: event.kind };
}
