import { dayOf, type Instant, type LocalDay } from '@lienthong/domain';
import { type Calendar, dayNumber, isClockError, ordinalOf, workingMsUpTo } from '@lienthong/legal-clock';
import type { Dossier } from './dossier.ts';
import { nextDueAt } from './legal-term.ts';
import type { Timeliness } from './movements.ts';
import { sayDay } from './say-day.ts';

export type DueState = 'RUNNING' | 'SOON' | 'TODAY' | 'LATE' | 'SUSPENDED' | 'CLOSED';

/** Where a dossier stands against its due date at an instant. */
export interface DueView {
  state: DueState;
  /** As people say it: "còn 2 ngày làm việc, đến hết thứ Tư 06/05". */
  words: string;
  /** Working minutes of the counter until the end of the due day; negative: late by. 0 while nothing runs. */
  workingMinutesLeft: number;
}

const outcomes: Record<Timeliness, string> = { EARLY: 'trước hạn', ON_TIME: 'đúng hạn', LATE: 'quá hạn' };

/**
 * The traffic light and its words. A day term is late from the day after its due day on (Civil Code Art. 148.6); one is soon due when
 * at most one working day is left after today.
 */
export function dueViewOf(dossier: Dossier, calendar: Calendar, now: Instant): DueView {
  const today = dayOf(now);
  const { due, status, timeliness } = dossier;
  switch (status) {
    case 'waiting_supplement': {
      if (due.day !== '') {
        const running = runningView(dossier, calendar, now);
        return { ...running, words: `${running.words}, đang chờ bổ sung` };
      }
      const day = sayDay(due.awaitedTo || today, today);
      const over = due.awaitedTo < today;
      const until = over
        ? `đã quá ngày chờ bổ sung ${day}`
        : `${due.closes ? 'nhận bổ sung đến hết' : 'nhắc bổ sung vào'} ${day}`;
      return { state: 'SUSPENDED', words: `tạm dừng chờ bổ sung, ${until}`, workingMinutesLeft: 0 };
    }
    case 'finished':
      return {
        state: 'CLOSED',
        words: `đã xong ${timeliness === '' ? '' : outcomes[timeliness]}, hẹn trả ${sayDay(due.day || today, today)}`,
        workingMinutesLeft: 0,
      };
    case 'returned':
      return {
        state: 'CLOSED',
        words: `đã trả kết quả ${sayDay(dayOf(dossier.closedAt), today)}, xong ${timeliness === '' ? '' : outcomes[timeliness]}`,
        workingMinutesLeft: 0,
      };
    case 'withdrawn':
      return {
        state: 'CLOSED',
        words: `công dân rút hồ sơ ${sayDay(dayOf(dossier.closedAt), today)}`,
        workingMinutesLeft: 0,
      };
    case 'voided':
      return {
        state: 'CLOSED',
        words: `đã hủy do đăng ký nhầm ${sayDay(dayOf(dossier.closedAt), today)}`,
        workingMinutesLeft: 0,
      };
    case 'received':
    case 'processing':
      return runningView(dossier, calendar, now);
    default: {
      const never: never = status;
      return never;
    }
  }
}

function runningView({ due }: Dossier, calendar: Calendar, now: Instant): DueView {
  const today = dayOf(now);
  const day = due.day === '' ? today : due.day;
  const { days, minutes } = left(calendar, now, day, nextDueAt(due));
  const inCalendarDays = due.unit === 'CALENDAR_DAY';
  const count = Math.abs(inCalendarDays ? dayNumber(day) - dayNumber(today) : days);
  const unit = inCalendarDays ? 'ngày' : 'ngày làm việc';
  if (day < today) {
    const late = count === 0 ? 'quá hạn' : `quá hạn ${count} ${unit}`;
    return { state: 'LATE', words: `${late}, hạn là ${sayDay(day, today)}`, workingMinutesLeft: minutes };
  }
  if (day === today)
    return {
      state: 'TODAY',
      words: `đến hạn hôm nay, hết ${sayDay(day, today)}`,
      workingMinutesLeft: minutes,
    };
  return {
    state: days <= 1 ? 'SOON' : 'RUNNING',
    words: `còn ${count} ${unit}, đến hết ${sayDay(day, today)}`,
    workingMinutesLeft: minutes,
  };
}

/** Working days after today up to the due day, and working minutes up to its end; without a calendar for today, plain days. */
function left(
  calendar: Calendar,
  now: Instant,
  day: LocalDay,
  at: Instant,
): { days: number; minutes: number } {
  try {
    return {
      days: ordinalOf(calendar, dayNumber(day)) - ordinalOf(calendar, dayNumber(dayOf(now))),
      minutes: Math.round((workingMsUpTo(calendar, at) - workingMsUpTo(calendar, now)) / 60_000),
    };
  } catch (error) {
    if (!isClockError(error)) throw error;
    return { days: dayNumber(day) - dayNumber(dayOf(now)), minutes: Math.round((at - now) / 60_000) };
  }
}
