import type { Dossier } from '../../../api/onestop.ts';
import type { IconName } from '../../../design/index.ts';
import { formatDay, formatShortDay, localDayOf } from '../../../format/dates.ts';
import type { Translate } from './derivation-words.ts';

interface Headline {
  /** The sentence, beginning with what has become of the dossier. */
  words: string;
  icon: IconName;
}

/** What is said of a dossier that promises nothing any more; undefined: its day is still promised. */
export function headlineOf(
  t: Translate,
  { state, due, timeliness, finishedAt, closedAt }: Dossier,
): Headline | undefined {
  const day = (at: string | undefined): string => {
    const on = at ? localDayOf(at) : '';
    return due && on.slice(0, 4) === due.today.slice(0, 4) ? formatShortDay(on) : formatDay(on);
  };
  const outcome = t(`timeliness.${timeliness}`);
  switch (state) {
    case 'DOSSIER_STATE_FINISHED':
      return { words: t('headline.finished', { day: day(finishedAt), outcome }), icon: 'check' };
    case 'DOSSIER_STATE_RETURNED':
      return { words: t('headline.returned', { day: day(closedAt), outcome }), icon: 'check' };
    case 'DOSSIER_STATE_WITHDRAWN':
      return { words: t('headline.withdrawn', { day: day(closedAt) }), icon: 'undo' };
    case 'DOSSIER_STATE_VOIDED':
      return { words: t('headline.voided', { day: day(closedAt) }), icon: 'close' };
    case 'DOSSIER_STATE_UNSPECIFIED':
    case 'DOSSIER_STATE_RECEIVED':
    case 'DOSSIER_STATE_PROCESSING':
    case 'DOSSIER_STATE_WAITING_SUPPLEMENT':
      return undefined;
    default: {
      const never: never = state;
      return never;
    }
  }
}
