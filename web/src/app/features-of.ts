import type { Session } from '../api/session.ts';
import * as declared from '../features/index.ts';
import type { AnyCommand } from '../outbox/command.ts';
import type { Language } from '../i18n/translate.ts';
import type { Feature, Start } from '../shared/feature.ts';
import { allows } from '../shared/needs.ts';

const groups = ['work', 'overview', 'operation'] as const;

/** In the order of the navigation: the first that a person has is where their work begins. Within a group by their names. */
export const features = Object.values(declared).sort(
  (one, other) => groups.indexOf(one.group) - groups.indexOf(other.group),
);

/** What the outbox sends, whoever is signed in: the service decides who may. */
export async function fetchCommands(): Promise<readonly AnyCommand[]> {
  const fetching = features.flatMap(({ commands }: Feature) => (commands ? [commands()] : []));
  return (await Promise.all(fetching)).flat();
}

/** What the search finds among them, as its field says it; empty: there is nothing to search. */
export const findsOf = (own: readonly Feature[], language: Language): string =>
  own.flatMap(({ search }) => search?.finds[language] ?? []).join('; ');

/** The features that a person has at this site. */
export const featuresOf = (session: Session): Feature[] =>
  features.filter(({ needs }) => allows(session, needs));

/** What a person may begin from anywhere. */
export const startsOf = (session: Session): Start[] =>
  featuresOf(session).flatMap(({ starts = [] }) =>
    starts.filter(({ needs }) => !needs || allows(session, needs)),
  );

/** The list of work over all features, among the entries of the navigation. */
export const workEntry = {
  to: '/work',
  name: { vi: 'Việc của tôi', en: 'My work' },
  icon: 'tasks',
  group: 'work',
} as const;

/** Entries at the foot of a phone, beside the one that holds the rest. */
export const mostAtFoot = 4;

type Entry = Omit<Feature['nav'], 'count'> & Pick<Feature, 'group'>;

/** The entries of the navigation. */
export const entriesOf = (own: readonly Feature[]): Entry[] => [
  ...(own.some(({ work }) => work) ? [workEntry] : []),
  ...own.map(({ nav: { to, name, icon }, group }) => ({ to, name, icon, group })),
];

/** Where a person begins: at the list of their work, or at the page that is one itself or needs none; undefined: nothing here is theirs. */
export function homeOf(own: readonly Feature[]): string | undefined {
  const [first] = own;
  return first?.work && !first.isHome ? workEntry.to : first?.nav.to;
}
