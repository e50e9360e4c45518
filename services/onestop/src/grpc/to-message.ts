import type { Listed } from '@lienthong/aggregates';
import {
  Channel,
  Desk as DeskMessage,
  type Dossier as DossierMessage,
  DossierState,
  DueState,
  type HistoryEntry,
  type Procedure as ProcedureMessage,
  Timeliness,
} from '@lienthong/contracts/onestop/v1/onestop';
import type { Instant } from '@lienthong/domain';
import { channelsOf, type ProcedureInForce, termVi } from '@lienthong/legal-clock';
import type { DossierDocument } from '../commands/dossier-document.ts';
import type { Register } from '../commands/ports.ts';
import type { Desk, Status } from '../domain/dossier.ts';
import { dueViewOf } from '../domain/due-view.ts';
import { nextAction } from '../domain/office-words.ts';

const desks: Record<Desk, DeskMessage> = {
  intake: DeskMessage.INTAKE,
  specialist: DeskMessage.SPECIALIST,
  chair: DeskMessage.CHAIR,
  clerical: DeskMessage.CLERICAL,
};

const states: Record<Status, DossierState> = {
  received: DossierState.RECEIVED,
  processing: DossierState.PROCESSING,
  waiting_supplement: DossierState.WAITING_SUPPLEMENT,
  finished: DossierState.FINISHED,
  returned: DossierState.RETURNED,
  withdrawn: DossierState.WITHDRAWN,
  voided: DossierState.VOIDED,
};

const dateOf = (at: Instant): Date | undefined => (at === 0 ? undefined : new Date(at));

/** What the screen needs to word a dossier. */
export interface Wording {
  register: Register;
  now: Instant;
}

/** A dossier as its own office sees it. In lists without derivation and history. */
export function toMessage(
  document: Listed<DossierDocument>,
  { register, now }: Wording,
  whole = true,
): DossierMessage {
  const { state: dossier, unit } = document;
  const { due, status } = dossier;
  const { procedure, channel } = dossier.subject;
  const view = dueViewOf(dossier, register.calendarOf(unit), now);
  const closed = status === 'returned' || status === 'withdrawn' || status === 'voided';
  return {
    id: document._id,
    code: document.code,
    unit,
    unitName: register.unitName(unit),
    procedureCode: procedure.code,
    procedureName: procedure.name,
    field: procedure.field,
    fieldName: register.fieldName(procedure.field),
    channel: Channel[channel],
    state: states[status],
    applicant: dossier.applicant,
    summary: dossier.summary,
    receivedAt: new Date(dossier.receivedAt),
    due: {
      day: due.day,
      at: dateOf(due.at),
      state: DueState[view.state],
      words: view.words,
      derivation: whole ? due.derivation : [],
      ruleVersion: procedure.version.version,
      workingMinutesLeft: view.workingMinutesLeft,
    },
    finishedAt: dateOf(dossier.finishedAt),
    timeliness: Timeliness[dossier.timeliness === '' ? 'UNSPECIFIED' : dossier.timeliness],
    holder: closed ? DeskMessage.UNSPECIFIED : desks[dossier.holder],
    nextAction: nextAction(dossier),
    version: document.version,
    history: [],
    waitingFor: dossier.waitingFor,
  };
}

export function toHistory({ events, published }: DossierDocument): HistoryEntry[] {
  return events.map((event, index) => ({
    eventId: event.id,
    type: event.type,
    at: new Date(event.at),
    actor: event.actor,
    actorName: event.actorName,
    note: event.note,
    published: index < published,
  }));
}

export function toProcedure(procedure: ProcedureInForce, register: Register): ProcedureMessage {
  const { version } = procedure;
  const channels = channelsOf(version);
  return {
    code: procedure.code,
    name: procedure.name,
    field: procedure.field,
    fieldName: register.fieldName(procedure.field),
    terms: Object.fromEntries(
      channels.flatMap((channel) => {
        const term = version.terms[channel];
        return term ? [[`CHANNEL_${channel}`, termVi(term)]] : [];
      }),
    ),
    channels: channels.map((channel) => Channel[channel]),
  };
}
