import type { Channel, Procedure, Term } from '../../../api/onestop.ts';
import type { TranslateOf } from '../../../i18n/language.tsx';
import type { vi } from './vi.ts';

export type Translate = TranslateOf<keyof typeof vi>;

/** A term in words: "3 ngày làm việc". */
export function termWords(t: Translate, { unit, amount, clear, cutoff }: Term): string {
  switch (unit) {
    case 'TERM_UNIT_WORKING_DAY':
      return t(clear ? 'term.clearWorkingDays' : 'term.workingDays', { n: amount });
    case 'TERM_UNIT_CALENDAR_DAY':
      return t(clear ? 'term.clearDays' : 'term.days', { n: amount });
    case 'TERM_UNIT_WEEK':
      return t('term.weeks', { n: amount });
    case 'TERM_UNIT_MONTH':
      return t('term.months', { n: amount });
    case 'TERM_UNIT_YEAR':
      return t('term.years', { n: amount });
    case 'TERM_UNIT_WORKING_MINUTE': {
      const [hours, minutes] = [Math.floor(amount / 60), amount % 60];
      if (minutes === 0) return t('term.hours', { n: hours });
      return hours === 0 ? t('term.minutes', { n: minutes }) : t('term.hoursAndMinutes', { hours, minutes });
    }
    case 'TERM_UNIT_MINUTE': {
      const [hours, minutes] = [Math.floor(amount / 60), amount % 60];
      if (minutes === 0) return t('term.realHours', { n: hours });
      return hours === 0
        ? t('term.realMinutes', { n: minutes })
        : t('term.realHoursAndMinutes', { hours, minutes });
    }
    case 'TERM_UNIT_SAME_DAY':
      return t('term.sameDay', { cutoff });
    case 'TERM_UNIT_UNSPECIFIED':
      return '';
    default: {
      const never: never = unit;
      return never;
    }
  }
}

/** The term of a procedure in words for a channel, empty when it is not offered. */
export function offeredTerm(t: Translate, { terms }: Procedure, channel: Channel): string {
  const term = terms.find((offered) => offered.channel === channel)?.term;
  return term ? termWords(t, term) : '';
}
