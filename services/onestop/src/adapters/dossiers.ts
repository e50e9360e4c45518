import { defineAggregate } from '@lienthong/aggregates';
import type { DossierDocument } from '../commands/dossier-document.ts';
import type { Dossiers, OneStopDeps } from '../commands/ports.ts';
import { contributionsOf, contributionVersion } from '../domain/contributions.ts';
import type { DecisionContext } from '../domain/decide/context.ts';
import { type DossierEvent, evolve } from '../domain/dossier.ts';
import { parseCode, seriesOf } from '../domain/dossier-code.ts';
import { dueKnownBy } from '../domain/legal-term.ts';
import { refuseWith } from '../domain/refusals.ts';
import { listEntryOf } from '../domain/worklist.ts';

/** The dossiers of the site. */
export function createDossiers(
  given: Parameters<typeof defineAggregate>[1],
  { register, procedures }: Pick<OneStopDeps, 'register' | 'procedures'>,
): Promise<Dossiers> {
  return defineAggregate<DossierDocument, DossierEvent, DecisionContext>(
    {
      name: 'onestop.dossier',
      types: {
        received: 'received.v1',
        handed_over: 'handed_over.v1',
        supplement_requested: 'supplement_requested.v1',
        resumed: 'resumed.v1',
        finished: 'finished.v1',
        returned: 'returned.v1',
        withdrawn: 'withdrawn.v1',
        voided: 'voided.v1',
        corrected: 'corrected.v1',
        applicant_corrected: 'applicant_corrected.v1',
        handed_in_corrected: 'handed_in_corrected.v1',
      },
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
      lists: {
        shape: 5,
        entryOf(_id, dossier) {
          const due = dueKnownBy(() => register.calendarOf(dossier.unit), dossier);
          return listEntryOf({ ...dossier, due });
        },
      },
      record: (event, { subject }) => ({
        kind: event.kind,
        actor: event.actor,
        actorName: event.actorName,
        note: event.note,
        procedureCode: subject.procedure.code,
        ...('corrected' in event && { corrected: event.corrected }),
        ...(event.kind === 'handed_over' && { to: event.to }),
      }),
      context: (unit, happened) => ({ ...happened, procedures, calendar: register.calendarOf(unit) }),
      contributionsOf,
      contributionVersion,
      // Name, identity number, phone, address, summary and notes of a dossier stay in its document.
      tells: ({ state }) => ({ reference: { kind: 'dossier', code: state.code } }),
      absent: () => refuseWith('DOSSIER_NOT_FOUND'),
    },
    given,
  );
}
