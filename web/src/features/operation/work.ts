import type { DeadLetter } from '../../api/dead-letters.ts';
import { formatMoment, localDayOf, machineToday } from '../../format/dates.ts';
import { unitNameIn } from '../../shared/operating/unit-names.ts';
import { registryQuery, siteName } from '../../shared/site-names.ts';
import { subtreeQuery } from '../../shared/subtree.ts';
import type { AskedForWork, FindWork, WorkItem } from '../../shared/work.ts';
import { deadWords } from './dead-words.ts';
import { groupIncidents } from './group-incidents.ts';
import { groupName, keyIn, settledElsewhere, sourceName } from './incident-looks.ts';
import {
  deadLettersQuery,
  groupId,
  incidentsQuery,
  strandedQuery,
  undecidedId,
  undecidedKinds,
  undecidedQuery,
} from './queries.ts';
import { inLanguage, type Translate } from './words.ts';

const addressOf = (id: string): string => `/operator#${encodeURIComponent(id)}`;

/** What waits for a decision at this site, and what could not be used. A decision has no day of its own: it is wanted now. */
export const findWork: FindWork = async (asked) => {
  const { session, queries, language } = asked;
  const t = inLanguage(language);
  const [decisions, letters] = await Promise.all([
    decisionsOf(t, asked),
    Promise.all(session.services.map((service) => queries.fetchQuery(deadLettersQuery(service)))),
  ]);
  return {
    items: [
      ...decisions.items,
      ...letters.flatMap(({ deadLetters }) => deadLetters.map((letter) => letterItem(t, letter))),
    ],
    isMore: decisions.isMore || letters.some(({ isMore }) => isMore),
  };
};

async function decisionsOf(t: Translate, { session, queries }: AskedForWork) {
  const [incidents, undecided, stranded, units, sites] = await Promise.all([
    queries.fetchQuery(incidentsQuery),
    session.services.includes('reporting') ? queries.fetchQuery(undecidedQuery) : [],
    queries.fetchQuery(strandedQuery),
    // Names of units and sites only make it readable.
    queries.fetchQuery(subtreeQuery(session)).catch(() => undefined),
    queries.fetchQuery(registryQuery).catch(() => undefined),
  ]);
  const nameOfSite = (id: string): string =>
    siteName(
      sites?.sites.find((one) => one.id === id),
      id,
    );
  const decision = (
    id: string,
    unit: string,
    rest: Pick<WorkItem, 'title' | 'next' | 'whose'>,
  ): WorkItem => ({
    id,
    due: { look: 'today', words: t('work.now'), day: '' },
    code: unit,
    href: addressOf(id),
    ...rest,
  });
  const items = [
    ...undecided.flatMap((one) =>
      undecidedKinds(one).map((kind) =>
        decision(undecidedId(one, kind), unitNameIn(units, one.unit), {
          title: `${t(`incident.${kind}`)} · ${sourceName(t, one.channel)}`,
          next: t('work.decide'),
          whose: t('dead.siteOperator'),
        }),
      ),
    ),
    ...stranded
      // What lies at this site is among its incidents.
      .filter(({ site }) => site !== session.site.id)
      .map(({ site, unit }) =>
        decision(`stranded/${site}/${unit}`, unitNameIn(units, unit), {
          title: t('stranded.at', { site: nameOfSite(site) }),
          next: t('work.decide'),
          whose: nameOfSite(site),
        }),
      ),
    ...groupIncidents(incidents.incidents).map((group) => {
      const [first] = group;
      const elsewhere = first ? settledElsewhere(first) : '';
      return decision(groupId(group), unitNameIn(units, first?.key?.unit ?? ''), {
        title: `${groupName(t, nameOfSite, group)} · ${t(keyIn(`incident.${first?.kind}`, 'incident.other'))}`,
        next: t('work.decide'),
        whose: elsewhere === '' ? t('dead.siteOperator') : nameOfSite(elsewhere),
      });
    }),
  ];
  return { items, isMore: incidents.isMore };
}

function letterItem(t: Translate, letter: DeadLetter): WorkItem {
  const { name, owner, next } = deadWords(t, letter);
  const { due, service, consumer, id, eventType } = letter;
  return {
    id: `dead/${service}/${consumer}/${id}`,
    due: due
      ? { look: lookOf(due), words: formatMoment(due, machineToday()), day: localDayOf(due) }
      : { look: 'today', words: t('work.now'), day: '' },
    title: name,
    whose: owner,
    next,
    code: eventType,
    href: '/operator',
  };
}

/** By the machine's clock, which dates what happens to events. */
function lookOf(due: string): 'late' | 'today' | 'soon' {
  if (Date.parse(due) < Date.now()) return 'late';
  return localDayOf(due) === machineToday() ? 'today' : 'soon';
}
