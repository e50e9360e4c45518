import type { Dossier, DueDate, Term } from '../../../api/onestop.ts';
import { formatDay, formatShortDay, localDayOf, weekdayOf } from '../../../format/dates.ts';
import type { TranslateOf } from '../../../i18n/language.tsx';
import type { Language } from '../../../i18n/translate.ts';
import type { vi } from '../vi.ts';
import { dueTime, isAtHour } from './due-time.ts';

export type Translate = TranslateOf<keyof typeof vi>;

export interface DueWords {
  /** "còn 2 ngày làm việc, đến hết thứ Tư 06/05". */
  whole: string;
  /** For lists: "còn 2 ngày làm việc · 06/05". Words that say a day already get no second one: of two days nobody knows which is meant. */
  short: string;
}

type Standing = Pick<Dossier, 'due' | 'state' | 'timeliness' | 'closedAt'>;

/** Where a dossier stands against its due date, in words. */
export function dueWords(t: Translate, language: Language, dossier: Standing): DueWords {
  const { due, state, timeliness, closedAt } = dossier;
  if (!due) return { whole: '', short: '' };
  const say = (day: string): string => sayDay(day, due.today, language);
  const outcome = t(`timeliness.${timeliness}`);
  const closed = { day: closedAt ? say(localDayOf(closedAt)) : '' };
  switch (state) {
    case 'DOSSIER_STATE_WAITING_SUPPLEMENT':
      return due.day === ''
        ? words(t('due.suspended'), [awaited(t, due, say)])
        : {
            whole: [running(t, due), until(t, due, say), t('due.waiting')].join(', '),
            short: t('due.andWaiting', { due: running(t, due) }),
          };
    case 'DOSSIER_STATE_FINISHED':
      return dated(due, t('due.finished', { outcome }), [
        t('due.promised', { day: dueTime(due, say(due.day || due.today)) }),
      ]);
    case 'DOSSIER_STATE_RETURNED':
      return words(t('due.returned', closed), [t('due.outcome', { outcome })]);
    case 'DOSSIER_STATE_WITHDRAWN':
      return words(t('due.withdrawn', closed));
    case 'DOSSIER_STATE_VOIDED':
      return words(t('due.voided', closed));
    case 'DOSSIER_STATE_UNSPECIFIED':
    case 'DOSSIER_STATE_RECEIVED':
    case 'DOSSIER_STATE_PROCESSING':
      return dated(due, running(t, due), [until(t, due, say)]);
    default: {
      const never: never = state;
      return never;
    }
  }
}

const words = (short: string, rest: readonly string[] = []): DueWords => ({
  whole: [short, ...rest].join(', '),
  short,
});

const dated = (due: DueDate, head: string, rest: readonly string[]): DueWords => ({
  whole: [head, ...rest].join(', '),
  short: due.day === '' ? head : `${head} · ${dueTime(due, formatShortDay(due.day))}`,
});

/** Terms whose days are those of the calendar. */
const calendarUnits: ReadonlySet<Term['unit']> = new Set([
  'TERM_UNIT_CALENDAR_DAY',
  'TERM_UNIT_WEEK',
  'TERM_UNIT_MONTH',
  'TERM_UNIT_YEAR',
  'TERM_UNIT_MINUTE',
]);

function running(t: Translate, { state, daysLeft, term }: DueDate): string {
  const counted = term && calendarUnits.has(term.unit) ? 'calendarDays' : 'workingDays';
  if (state === 'DUE_STATE_TODAY') return t('due.today');
  if (state === 'DUE_STATE_LATE')
    return daysLeft === 0 ? t('due.late') : t(`due.late.${counted}`, { n: Math.abs(daysLeft) });
  return t(`due.left.${counted}`, { n: daysLeft });
}

function until(t: Translate, due: DueDate, say: (day: string) => string): string {
  const day = dueTime(due, say(due.day || due.today));
  if (isAtHour(due)) return t(due.state === 'DUE_STATE_LATE' ? 'due.wasDueAt' : 'due.untilHour', { day });
  if (due.state === 'DUE_STATE_TODAY') return t('due.untilToday', { day });
  return t(due.state === 'DUE_STATE_LATE' ? 'due.wasDue' : 'due.until', { day });
}

function awaited(t: Translate, { awaitedTo, today, closes }: DueDate, say: (day: string) => string): string {
  const day = say(awaitedTo || today);
  if (awaitedTo < today) return t('due.awaitedOver', { day });
  return t(closes ? 'due.awaitedToClose' : 'due.awaitedToRemind', { day });
}

/** `thứ Tư 06/05`, with the year when it is not this one. */
const sayDay = (day: string, today: string, language: Language): string =>
  `${weekdayOf(day, language)} ${day.slice(0, 4) === today.slice(0, 4) ? formatShortDay(day) : formatDay(day)}`;

/** Its supplement was asked for when it was late already: the clock never stopped. */
export const isWaitingLate = ({ state, due }: Pick<Dossier, 'state' | 'due'>): boolean =>
  state === 'DOSSIER_STATE_WAITING_SUPPLEMENT' && due?.state === 'DUE_STATE_LATE';

/** What has to happen next; empty: the dossier is closed. */
export function nextWords(t: Translate, { nextAction, due }: Pick<Dossier, 'nextAction' | 'due'>): string {
  if (nextAction === 'NEXT_ACTION_UNSPECIFIED') return '';
  if (nextAction !== 'NEXT_ACTION_AWAIT_SUPPLEMENT') return t(`next.${nextAction}`);
  return t(due?.closes ? 'next.awaitOrClose' : 'next.awaitOrRemind');
}
