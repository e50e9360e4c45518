import { addDays, dayOf, type Instant, instantOf, type LocalDay } from '@lienthong/domain';
import {
  type Calendar,
  type Channel,
  classify,
  computeDueDate,
  type Rule,
  type RunningTerm,
} from '@lienthong/legal-clock';

/** What of a dossier's document decides how it counts. */
export interface CountedDossier {
  unit: string;
  status: string;
  subject: { procedure: { code: string; version: { version: string } }; channel: Channel };
  receivedAt: Instant;
  /** When the site took it in, of one that was handed in while the site was away: it counts from that day. */
  recordedAt?: Instant;
  waits: { from: Instant; to?: Instant }[];
  /** 0: not finished. */
  finishedAt: Instant;
  /** When it was returned, withdrawn or voided; 0: not yet. */
  closedAt: Instant;
}

/** The indicators that a recount knows, in the province's names. */
export const recountedIndicators = [
  'received',
  'finished_early',
  'finished_on_time',
  'finished_late',
  'withdrawn',
  'pending',
  'overdue',
  'suspended',
] as const;
export type RecountedIndicator = (typeof recountedIndicators)[number];

/** Value by `unit|day|indicator`; what is not there is zero. */
export type Recount = Map<string, number>;

export const recountKey = (unit: string, day: LocalDay, indicator: string): string =>
  `${unit}|${day}|${indicator}`;

/**
 * Counts dossiers for every day of a period from what their documents say and what the legal clock makes of it: no event, fact or
 * tally is read, so that an error there can't hide here. A voided dossier never was; a corrected one always was what it is now.
 */
export function recount(
  dossiers: Iterable<CountedDossier>,
  period: { from: LocalDay; to: LocalDay },
  calendar: Calendar,
  ruleOf: (procedureCode: string, version: string) => Rule,
): Recount {
  const counts: Recount = new Map();
  const add = (unit: string, day: LocalDay, indicator: RecountedIndicator): void => {
    const key = recountKey(unit, day, indicator);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const within = (at: Instant): boolean => at > 0 && dayOf(at) >= period.from && dayOf(at) <= period.to;
  for (const dossier of dossiers) {
    if (dossier.status === 'voided') continue;
    const rule = ruleOf(dossier.subject.procedure.code, dossier.subject.procedure.version.version);
    const termAt = (at: Instant): RunningTerm => runningTerm(dossier, rule, calendar, at);
    const { unit, finishedAt } = dossier;
    const countedFrom = dossier.recordedAt ?? dossier.receivedAt;
    const withdrawnAt = dossier.status === 'withdrawn' ? dossier.closedAt : 0;
    if (within(countedFrom)) add(unit, dayOf(countedFrom), 'received');
    if (within(withdrawnAt)) add(unit, dayOf(withdrawnAt), 'withdrawn');
    if (within(finishedAt)) {
      const term = termAt(finishedAt);
      const { outcome } = classify(term, computeDueDate(term), finishedAt);
      add(unit, dayOf(finishedAt), `finished_${outcome.toLowerCase()}` as RecountedIndicator);
    }
    for (let day = period.from; day <= period.to; day = addDays(day, 1)) {
      const endOfDay = instantOf(addDays(day, 1)) - 1;
      const gone = finishedAt || withdrawnAt;
      if (countedFrom > endOfDay || (gone > 0 && gone <= endOfDay)) continue;
      add(unit, day, 'pending');
      const { due } = computeDueDate(termAt(endOfDay));
      if (!due) add(unit, day, 'suspended');
      else if (due.dueDay < day) add(unit, day, 'overdue');
    }
  }
  return counts;
}

/** The term as it was known at an instant: later waits have not begun, open ones not ended. */
function runningTerm(dossier: CountedDossier, rule: Rule, calendar: Calendar, at: Instant): RunningTerm {
  return {
    receivedAt: dossier.receivedAt,
    rule,
    channel: dossier.subject.channel,
    calendar,
    interruptions: dossier.waits
      .filter(({ from }) => from <= at)
      .map(({ from, to }) => ({
        reason: 'SUPPLEMENT',
        from,
        ...(to !== undefined && to <= at ? { to } : {}),
      })),
  };
}
