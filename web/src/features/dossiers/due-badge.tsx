import type { Dossier, DueState } from '../../api/onestop.ts';
import { Badge, type IconName, type Tone } from '../../design/index.ts';
import { formatDay, weekdayOf } from '../../format/dates.ts';
import { useLanguage } from './words.ts';
import { shortened } from './due-words.ts';

const looks: Record<DueState, { tone: Tone; icon: IconName }> = {
  DUE_STATE_UNSPECIFIED: { tone: 'neutral', icon: 'clock' },
  DUE_STATE_RUNNING: { tone: 'good', icon: 'clock' },
  DUE_STATE_SOON: { tone: 'soon', icon: 'clock' },
  DUE_STATE_TODAY: { tone: 'soon', icon: 'alert' },
  DUE_STATE_LATE: { tone: 'late', icon: 'alert' },
  DUE_STATE_SUSPENDED: { tone: 'neutral', icon: 'pause' },
  DUE_STATE_CLOSED: { tone: 'neutral', icon: 'check' },
};

/** The due date in words: the service says them in Vietnamese; in English the state and the day are said. */
export function useDueWords(): (dossier: Pick<Dossier, 'due'>) => string {
  const { t, language } = useLanguage();
  return ({ due }) => {
    if (!due) return '';
    if (language === 'vi' && due.words !== '') return due.words;
    const state = t(`due.${due.state}`);
    return due.day === '' ? state : `${state}, ${weekdayOf(due.day, language)} ${formatDay(due.day)}`;
  };
}

/** The traffic light of a dossier by shape, words and colour. */
export function DueBadge({
  dossier,
  short = false,
  wrap = false,
}: {
  dossier: Pick<Dossier, 'due'>;
  short?: boolean;
  wrap?: boolean;
}) {
  const words = useDueWords()(dossier);
  const { tone, icon } = looks[dossier.due?.state ?? 'DUE_STATE_UNSPECIFIED'];
  return (
    <Badge tone={tone} icon={icon} plain={short} wrap={wrap} title={words}>
      {short ? shortened(words, dossier.due?.day ?? '') : words}
    </Badge>
  );
}
