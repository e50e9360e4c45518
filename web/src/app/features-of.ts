import type { Session } from '../api/session.ts';
import { features } from '../features/index.ts';
import type { AnyCommand } from '../outbox/command.ts';
import type { Language } from '../i18n/translate.ts';
import type { Feature } from '../shared/feature.ts';
import { allows } from '../shared/needs.ts';

/** What the outbox sends, whoever is signed in: the service decides who may. */
export const commands: readonly AnyCommand[] = features.flatMap((feature) => feature.commands ?? []);

/** What the search finds among them, as its field says it; empty: there is nothing to search. */
export const findsOf = (own: readonly Feature[], language: Language): string =>
  own.flatMap(({ search }) => search?.finds[language] ?? []).join('; ');

/** The features that a person has at this site. */
export const featuresOf = (session: Session): Feature[] =>
  features.filter(({ needs }) => allows(session, needs));
