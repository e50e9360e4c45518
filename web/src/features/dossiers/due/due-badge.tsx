import type { Dossier, DossierState } from '../../../api/onestop.ts';
import { type IconName, DueBadge as Shown } from '../../../design/index.ts';
import { dueLooks } from './due-looks.ts';
import { dueWords } from './due-words.ts';
import { useLanguage } from '../words.ts';

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
  return (
    <Shown
      look={dueLooks[dossier.due?.state ?? 'DUE_STATE_UNSPECIFIED']}
      icon={ends[dossier.state]}
      words={short ? words.short : words.whole}
      whole={words.whole}
      plain={short}
      wrap={wrap}
    />
  );
}
