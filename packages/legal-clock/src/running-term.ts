import type { Calendar } from './calendar/calendar.ts';
import { clockError } from './errors.ts';
import { dayNumber, type Instant, type LocalDay } from './local-time.ts';
import type { Channel, InterruptionReason, Rule } from './rule.ts';

/** Time during which a dossier waits. Intervals with a reason, never a flag: what stopped, when, why, by which law. */
export interface Interruption {
  readonly reason: InterruptionReason;
  /** When the clock was stopped; for a supplement the instant of the notice (form 02). */
  readonly from: Instant;
  /** When the wait was over; absent while it lasts. */
  readonly to?: Instant;
  /** Until when it is expected to last: gives an expected date, never a due date. */
  readonly plannedTo?: LocalDay;
  /** The wait was prolonged: the last one counts as planned. */
  readonly prolonged?: readonly {
    readonly at: Instant;
    readonly plannedTo: LocalDay;
    readonly basis: string;
  }[];
  /** The decision or article, where it is more exact than the rule's. */
  readonly basis?: string;
}

/** A re-appointment with apology (form 04): once, at the latest one day before the due date (NĐ 118/2025 Art. 19.6). */
export interface Extension {
  readonly at: Instant;
  readonly newDueDay: LocalDay;
  readonly reason: string;
}

/** Who holds the dossier from an instant on. `SUCCESSION` is a merger: another holder, the same deadline. */
export interface HandOver {
  readonly at: Instant;
  readonly to: string;
  readonly why: 'NEXT_STAGE' | 'SUCCESSION';
}

/** Everything that a due date depends on. The calendar is the one of the receiving counter. */
export interface RunningTerm {
  readonly receivedAt: Instant;
  readonly rule: Rule;
  readonly channel: Channel;
  readonly calendar: Calendar;
  /** Calendars of holders that keep another one than the counter. */
  readonly calendars?: Readonly<Record<string, Calendar>>;
  readonly interruptions?: readonly Interruption[];
  readonly extensions?: readonly Extension[];
  readonly handOvers?: readonly HandOver[];
}

const reasons: readonly InterruptionReason[] = ['SUPPLEMENT', 'FEE', 'OTHER_AGENCY', 'THIRD_PARTY', 'OTHER'];

const refuseInterruption = (interruption: Interruption, receivedAt: Instant, place: string): void => {
  const { reason, from, to, plannedTo, prolonged } = interruption;
  if (!reasons.includes(reason)) {
    throw clockError('BAD_INTERRUPTION', `${place}.reason`, `"${String(reason)}" is no reason`);
  }
  if (!Number.isFinite(from)) throw clockError('BAD_INTERRUPTION', `${place}.from`, 'no instant');
  if (from < receivedAt) {
    throw clockError('INTERRUPTION_BEFORE_RECEIPT', `${place}.from`, 'the clock had not started');
  }
  if (to !== undefined && !Number.isFinite(to))
    throw clockError('BAD_INTERRUPTION', `${place}.to`, 'no instant');
  if (to !== undefined && to < from) {
    throw clockError('RESUME_BEFORE_SUSPENSION', `${place}.to`, 'the resume lies before its suspension');
  }
  if (plannedTo !== undefined) dayNumber(plannedTo, `${place}.plannedTo`);
  prolonged?.forEach((step, i) => {
    const at = `${place}.prolonged[${i}]`;
    const before = prolonged[i - 1]?.plannedTo ?? plannedTo;
    const day = dayNumber(step.plannedTo, `${at}.plannedTo`);
    if (before !== undefined && day < dayNumber(before)) {
      throw clockError('BAD_INTERRUPTION', `${at}.plannedTo`, 'a prolongation does not shorten');
    }
  });
};

/** Refuses a running term that contradicts itself, naming the place, as `interruptions[1].to`. */
export const refuseRunningTerm = (term: RunningTerm): void => {
  if (!Number.isFinite(term.receivedAt)) throw clockError('BAD_END', 'receivedAt', 'no instant');
  term.interruptions?.forEach((interruption, i) =>
    refuseInterruption(interruption, term.receivedAt, `interruptions[${i}]`),
  );
  if ((term.extensions?.length ?? 0) > 1) {
    throw clockError('EXTENSION_TWICE', 'extensions[1]', 'a return date is moved once at most');
  }
  term.extensions?.forEach(({ at, newDueDay }, i) => {
    if (!(at >= term.receivedAt)) {
      throw clockError('EXTENSION_BEFORE_RECEIPT', `extensions[${i}].at`, 'nothing was promised yet');
    }
    dayNumber(newDueDay, `extensions[${i}].newDueDay`);
  });
  let last = term.receivedAt;
  term.handOvers?.forEach((handOver, i) => {
    if (!Number.isFinite(handOver.at) || handOver.at < last) {
      throw clockError(
        'BAD_HANDOVER',
        `handOvers[${i}].at`,
        'hand-overs follow the receipt and each other in time',
      );
    }
    last = handOver.at;
  });
};
