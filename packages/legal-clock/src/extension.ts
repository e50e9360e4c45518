import { isWorkingDay } from './calendar/calendar.ts';
import { namedEndOf, planAsOf } from './count/plan.ts';
import { clockError } from './errors.ts';
import { dayNumber, dayNumberAt, localDay } from './local-time.ts';
import { refuseRunningTerm, type RunningTerm } from './running-term.ts';

/**
 * Refuses the re-appointment of a term that may not be made: a second one, on the due day or later, while the clock
 * stands still, to a day that is not later or closed (NĐ 118/2025/NĐ-CP Art. 19.6). To be called when it is made, with
 * the calendar of that day. Counting does not ask again: what was promised rightly stays, whatever changes later.
 */
export const refuseExtension = (term: RunningTerm): void => {
  refuseRunningTerm(term);
  const extension = term.extensions?.[0];
  if (!extension) return;
  const place = 'extensions[0]';
  const standing = planAsOf(term, extension.at);
  if (standing.suspended) throw clockError('EXTENSION_WHILE_SUSPENDED', place, 'the clock stands still');
  const end = namedEndOf(standing);
  const newDay = dayNumber(extension.newDueDay, `${place}.newDueDay`);
  if (dayNumberAt(extension.at) >= end.dueDay) {
    const message = `at the latest one day before ${localDay(end.dueDay)}`;
    throw clockError('EXTENSION_TOO_LATE', `${place}.at`, message);
  }
  if (newDay <= end.dueDay) {
    throw clockError('EXTENSION_NOT_LATER', `${place}.newDueDay`, `not after ${localDay(end.dueDay)}`);
  }
  if (!isWorkingDay(end.calendar, newDay)) {
    const message = `${extension.newDueDay} is a closed day`;
    throw clockError('EXTENSION_ON_CLOSED_DAY', `${place}.newDueDay`, message);
  }
};
