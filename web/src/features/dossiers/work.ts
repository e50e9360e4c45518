import { type Dossier, listDossiers } from '../../api/onestop.ts';
import type { Role } from '../../api/session.ts';
import { nameIn } from '../../shared/proper-name.tsx';
import type { FindWork } from '../../shared/work.ts';
import { dueLooks } from './due/due-looks.ts';
import { dueWords, nextWords } from './due/due-words.ts';
import { inLanguage } from './words.ts';

/** The open dossiers that are looked through: they come by due day, so that those left out are due last. */
const mostLookedAt = 100;

/**
 * What lies at the counter is the clerk's, what is to be signed the leader's. What is late or due today is looked after by both,
 * whoever holds it: the clerk answers to the citizen, the leader for the office.
 */
function waitsFor(roles: readonly Role[], { holder, nextAction, due }: Dossier): boolean {
  if (due?.state === 'DUE_STATE_LATE' || due?.state === 'DUE_STATE_TODAY') return true;
  const isAtCounter = holder === 'DESK_INTAKE' || holder === 'DESK_CLERICAL';
  return (
    (roles.includes('clerk') && isAtCounter) ||
    (roles.includes('leader') && nextAction === 'NEXT_ACTION_SIGN')
  );
}

/** Dossiers on which this person has to act next. */
export const findWork: FindWork = async ({ session, language, signal }) => {
  const { dossiers, nextPageToken } = await listDossiers(
    { unit: session.homeUnit.key, filter: 'DOSSIER_FILTER_OPEN', pageSize: mostLookedAt },
    signal,
  );
  const t = inLanguage(language);
  const items = dossiers
    .filter((one) => waitsFor(session.roles, one))
    .map((one) => ({
      id: one.id,
      due: {
        look: dueLooks[one.due?.state ?? 'DUE_STATE_UNSPECIFIED'],
        words: dueWords(t, language, one).short,
        day: one.due?.day ?? '',
      },
      title: `${one.applicant?.name ?? ''} · ${nameIn(language, one.procedureName, one.procedureNameEn)}`,
      whose: one.holder === 'DESK_UNSPECIFIED' ? '' : t(`desk.${one.holder}`),
      next: nextWords(t, one),
      code: one.code,
      href: `/dossiers/${one.id}`,
    }));
  return { items, isMore: nextPageToken !== '' };
};
