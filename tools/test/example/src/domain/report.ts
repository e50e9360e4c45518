import { dayOf, type Instant, type LocalDay, type UnitKey } from '@lienthong/domain';
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
  /** Of the unit's year, without gaps: `20116@0-2025/7`. */
  code: string;
  status: 'open' | 'settled' | 'mistaken';
}

/** How an event touches the numbers of its day. Stored with it: what is put right later changes nothing that was told. */
export interface Movement {
  day: LocalDay;
  change: 'filed' | 'settled';
  cause: Cause;
  levelCm: number;
  lookAgain: LocalDay;
}

/** What no longer counts of an earlier event. */
export interface CancelledDay {
  eventId: string;
  day: LocalDay;
}

export type ReportEvent = { at: Instant } & (
  | ({ kind: 'filed'; code: string; movements: Movement[] } & Filed)
  | { kind: 'settled'; movements: Movement[] }
  | { kind: 'mistaken'; cancels: CancelledDay[] }
);

export function move(
  change: Movement['change'],
  at: Instant,
  { cause, levelCm, lookAgain }: Pick<Filed, 'cause' | 'levelCm' | 'lookAgain'>,
): Movement {
  return { day: dayOf(at), change, cause, levelCm, lookAgain };
}

export function evolve(report: Report | undefined, event: ReportEvent): Report {
  if (event.kind === 'filed') {
    const { unit, code, cause, levelCm, lookAgain, survey } = event;
    return { unit, code, cause, levelCm, lookAgain, survey, status: 'open' };
  }
  if (!report) throw new Error('a report is filed first');
  return { ...report, status: event.kind };
}
