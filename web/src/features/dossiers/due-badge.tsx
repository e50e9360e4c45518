import type { Dossier, DossierState, DueState } from '../../api/onestop.ts';
import { Badge, type IconName, type Tone } from '../../design/index.ts';
import { dueWords } from './due-words.ts';
import { useLanguage } from './words.ts';

const looks: Record<DueState, { tone: Tone; icon: IconName }> = {
  DUE_STATE_UNSPECIFIED: { tone: 'neutral', icon: 'clock' },
  DUE_STATE_RUNNING: { tone: 'good', icon: 'clock' },
  DUE_STATE_SOON: { tone: 'soon', icon: 'clock' },
  DUE_STATE_TODAY: { tone: 'soon', icon: 'alert' },
  DUE_STATE_LATE: { tone: 'late', icon: 'alert' },
  DUE_STATE_SUSPENDED: { tone: 'neutral', icon: 'pause' },
  DUE_STATE_CLOSED: { tone: 'neutral', icon: 'check' },
};

/** What is no longer of use to anybody is not done. */
const ends: Partial<Record<DossierState, IconName>> = {
  DOSSIER_STATE_WITHDRAWN: 'undo',
  DOSSIER_STATE_VOIDED: 'close',
};

/** The traffic light of a dossier by shape, words and colour. */
export function DueBadge({
  dossier,
  short = false,
  wrap = false,
}: {
  dossier: Dossier;
  short?: boolean;
  wrap?: boolean;
}) {
  const { t, language } = useLanguage();
  const words = dueWords(t, language, dossier);
  const { tone, icon } = looks[dossier.due?.state ?? 'DUE_STATE_UNSPECIFIED'];
  return (
    <Badge tone={tone} icon={ends[dossier.state] ?? icon} plain={short} wrap={wrap} title={words.whole}>
      {short ? words.short : words.whole}
    </Badge>
  );
}
