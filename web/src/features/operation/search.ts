import { listNeighbours } from '../../api/exchange.ts';
import { matches } from '../../design/match-options.ts';
import type { Language } from '../../i18n/translate.ts';
import { unitNameIn } from '../../shared/operating/unit-names.ts';
import { type Find, firstOf, type Hit } from '../../shared/search.ts';
import { registryQuery, siteName } from '../../shared/site-names.ts';
import { subtreeQuery } from '../../shared/subtree.ts';
import { groupIncidents } from './group-incidents.ts';
import { groupName, keyIn, sourceName } from './incident-looks.ts';
import { groupId, incidentsQuery, linkId, undecidedId, undecidedKinds, undecidedQuery } from './queries.ts';
import { inLanguage } from './words.ts';

/** The headings of the guide, which comes when somebody searches for the first time. */
async function guideParts(language: Language) {
  const { guideIn } = await import('./guide.ts');
  return guideIn(language).flatMap((block) => (block.kind === 'heading' && block.id !== '' ? [block] : []));
}

/** What waits for a decision, by unit, kind and day; the sites that this one speaks with; what the guide is about. */
export const find: Find = async ({ text, session, queries, language, signal }) => {
  const t = inLanguage(language);
  const [{ incidents }, undecided, { neighbours }, units, sites, guide] = await Promise.all([
    queries.fetchQuery(incidentsQuery),
    session.services.includes('reporting') ? queries.fetchQuery(undecidedQuery) : [],
    listNeighbours(signal),
    // Names of units and sites only make it readable.
    queries.fetchQuery(subtreeQuery(session)).catch(() => undefined),
    queries.fetchQuery(registryQuery).catch(() => undefined),
    guideParts(language),
  ]);
  const nameOfSite = (id: string): string =>
    siteName(
      sites?.sites.find((one) => one.id === id),
      id,
    );
  const at = (id: string, title: string, note: string): Hit => ({
    id,
    title,
    note,
    href: `/operator#${encodeURIComponent(id)}`,
  });
  const hits = [
    ...undecided.flatMap((one) =>
      undecidedKinds(one).map((kind) =>
        at(
          undecidedId(one, kind),
          `${t(`incident.${kind}`)} · ${sourceName(t, one.channel)}`,
          unitNameIn(units, one.unit),
        ),
      ),
    ),
    ...groupIncidents(incidents).map((group) =>
      at(
        groupId(group),
        groupName(t, nameOfSite, group),
        `${t(keyIn(`incident.${group[0]?.kind}`, 'incident.other'))} · ${unitNameIn(units, group[0]?.key?.unit ?? '')}`,
      ),
    ),
    ...neighbours.map(({ site, name, relation }) =>
      at(linkId(site), `${name || site} (${site})`, t(`relation.${relation}`)),
    ),
    ...guide.map(
      (part): Hit => ({
        id: `guide/${part.id}`,
        title: part.text,
        note: t('operator.guide'),
        href: `/operator/guide#${part.id}`,
      }),
    ),
  ];
  return firstOf(hits.filter(({ title, note }) => matches(`${title} ${note}`, text)));
};
