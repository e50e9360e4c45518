import { type Instant, localDayAt } from './local-time.ts';
import type { DueDate } from './due-date.ts';
import type { RunningTerm } from './running-term.ts';
import { clockError } from './errors.ts';
import { countsHours } from './rule.ts';

/** TRUOC_HAN, DUNG_HAN, QUA_HAN. */
export type Outcome = 'EARLY' | 'ON_TIME' | 'LATE';

/** How a finished dossier is counted in the statistics. */
export interface Classification {
  /** Against the date before any extension: form II.06 counts a late result with an apology as late. */
  readonly outcome: Outcome;
  /** Against the new date, if there was an extension. */
  readonly againstNewDate?: Outcome;
  /** Late results are split by whether the citizen was told in time (đã có / chưa có thư xin lỗi). */
  readonly apologised: boolean;
}

const judge = (finishedAt: Instant, due: { dueDay: string; dueAt: Instant }, byInstant: boolean): Outcome => {
  if (byInstant) return finishedAt < due.dueAt ? 'EARLY' : finishedAt === due.dueAt ? 'ON_TIME' : 'LATE';
  const day = localDayAt(finishedAt);
  return day < due.dueDay ? 'EARLY' : day === due.dueDay ? 'ON_TIME' : 'LATE';
};

/** A promise does not outlive the term that it was made for. */
const wasCountedAnew = ({ derivation }: DueDate, since: Instant): boolean =>
  derivation.steps.some(
    (step) =>
      step.kind === 'RESTARTED' && (derivation.interruptions[step.interruption]?.from ?? since) >= since,
  );

/**
 * Early, on time or late, on the instant at which the result is ready (status 9). Day terms are judged by day: any
 * time of the due day is on time (Civil Code Art. 148.6 ends it at 24:00). Hour terms are judged by instant.
 * Refuses a dossier whose clock stands still: it has no date to be judged by.
 */
export const classify = (term: RunningTerm, dueDate: DueDate, finishedAt: Instant): Classification => {
  const { due, original } = dueDate;
  const isExact = countsHours(dueDate.decidedBy);
  if (!due || !original) throw clockError('BAD_END', 'finishedAt', 'a suspended dossier has no due date');
  if (finishedAt < term.receivedAt) throw clockError('BAD_END', 'finishedAt', 'before the receipt');
  const apologised = (term.extensions ?? []).some(({ at }) => !wasCountedAnew(dueDate, at));
  return {
    outcome: judge(finishedAt, original, isExact),
    ...(apologised ? { againstNewDate: judge(finishedAt, due, isExact) } : {}),
    apologised,
  };
};
