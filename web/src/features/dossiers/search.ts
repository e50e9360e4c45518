import { type Dossier, listDossiers } from '../../api/onestop.ts';
import { nameIn } from '../../shared/proper-name.tsx';
import { type Find, type Hit, mostHits } from '../../shared/search.ts';
import { inLanguage } from './words.ts';

/** By code, name or phone of whoever handed it in; open and closed, the newest first. */
export const find: Find = async ({ text, session, language, signal }) => {
  const { dossiers, nextPageToken, isFurther } = await listDossiers(
    { unit: session.homeUnit.key, filter: 'DOSSIER_FILTER_ALL', search: text, pageSize: mostHits },
    signal,
  );
  const t = inLanguage(language);
  const hitOf = ({ id, code, applicant, procedureName, procedureNameEn, state }: Dossier): Hit => ({
    id,
    title: applicant?.name || code,
    note: [code, nameIn(language, procedureName, procedureNameEn), t(`state.${state}`)].join(' · '),
    href: `/dossiers/${id}?filter=all`,
    further: isFurther,
    exact: code.toUpperCase() === text.toUpperCase(),
  });
  return { hits: dossiers.map(hitOf), isMore: nextPageToken !== '' };
};
