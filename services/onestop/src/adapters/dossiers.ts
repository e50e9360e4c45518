import { defineAggregate } from '@lienthong/aggregates';
import type { DossierDocument } from '../commands/dossier-document.ts';
import type { Dossiers, OneStopDeps } from '../commands/ports.ts';
import { contributionVersion } from '../domain/contributions.ts';
import type { DecisionContext } from '../domain/decide/context.ts';
import { type DossierEvent, evolve } from '../domain/dossier.ts';
import { parseCode, seriesOf } from '../domain/dossier-code.ts';
import { refuseWith } from '../domain/refusals.ts';
import { listEntryOf } from '../domain/worklist.ts';
import { toEnvelope } from './to-envelope.ts';

/** The dossiers of the site. */
export function createDossiers(
  given: Parameters<typeof defineAggregate>[1],
  { register, procedures }: Pick<OneStopDeps, 'register' | 'procedures'>,
): Promise<Dossiers> {
  return defineAggregate<DossierDocument, DossierEvent, DecisionContext>(
    {
      name: 'onestop.dossier',
      collection: 'dossiers',
      v: 1,
      evolve,
      numbers: {
        code: {
          gapless: false,
          numberOf: ({ code }) => parseCode(code),
          currentSeries(unit) {
            const agency = register.findAgency(unit);
            return agency === undefined ? [] : [seriesOf(agency, given.businessClock.today())];
          },
          numberIn: ({ reference }) => parseCode(reference?.code ?? ''),
        },
      },
      lists: { shape: 1, entryOf: (_id, dossier) => listEntryOf(dossier) },
      record: ({ kind, actor, actorName, note, movements, cancels }, { subject }) => ({
        kind,
        actor,
        actorName,
        note,
        procedureCode: subject.procedure.code,
        movements,
        cancels,
      }),
      days: ({ movements, cancels }) => [...movements, ...cancels].map(({ day }) => day),
      context: (unit, happened) => ({ ...happened, procedures, calendar: register.calendarOf(unit) }),
      contributionVersion,
      toEnvelope,
      absent: () => refuseWith('DOSSIER_NOT_FOUND'),
    },
    given,
  );
}
