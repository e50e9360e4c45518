import type { Session } from '../api/session.ts';
import { features } from '../features/index.ts';
import type { AnyCommand } from '../outbox/command.ts';
import type { Feature } from '../shared/feature.ts';
import { allows } from '../shared/needs.ts';

/** What the outbox sends, whoever is signed in: the service decides who may. */
export const commands: readonly AnyCommand[] = features.flatMap((feature) => feature.commands ?? []);

/** The features that a person has at this site. */
export const featuresOf = (session: Session): Feature[] =>
  features.filter(({ needs }) => allows(session, needs));
