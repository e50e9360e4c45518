import type { Listed } from '@lienthong/aggregates';
import { codesByWord } from '@lienthong/contracts/enum-words';
import {
  Channel,
  CopyKind,
  DerivationCode,
  Desk as DeskMessage,
  type Dossier as DossierMessage,
  DossierState,
  type DueDate as DueDateMessage,
  DueState,
  type HistoryEntry,
  type DerivationLine as LineMessage,
  NextAction,
  type Procedure as ProcedureMessage,
  type Term as TermMessage,
  TermUnit,
  Timeliness,
} from '@lienthong/contracts/onestop/v1/onestop';
import { dayOf, type Instant, Refusal } from '@lienthong/domain';
import {
  type Calendar,
  channelsOf,
  isClockError,
  type ProcedureInForce,
  type Term,
} from '@lienthong/legal-clock';
import type { DossierDocument } from '../commands/dossier-document.ts';
import type { Register } from '../commands/ports.ts';
import type { DerivationLine, Due, Subject } from '../domain/dossier.ts';
import { type DueView, dueViewOf } from '../domain/due-view.ts';
import { dueKnownBy } from '../domain/legal-term.ts';
import { nextAction } from '../domain/next-action.ts';

const desks = codesByWord(DeskMessage);
const states = codesByWord(DossierState);

const dateOf = (at: Instant): Date | undefined => (at === 0 ? undefined : new Date(at));

/** What a dossier is read with. */
export interface ReadContext {
  register: Register;
  now: Instant;
}

/** Undefined: those that are published cannot be counted with. Whoever reads a dossier is refused nothing for it. */
function calendarIn(register: Register, unit: string): Calendar | undefined {
  try {
    return register.calendarOf(unit);
  } catch (error) {
    if (error instanceof Refusal || isClockError(error)) return undefined;
    throw error;
  }
}

/** A dossier as its own office sees it. In lists without derivation and history. */
export function toMessage(
  document: Listed<DossierDocument>,
  { register, now }: ReadContext,
  whole = true,
): DossierMessage {
  const { state: dossier, unit } = document;
  const { status } = dossier;
  const due = dueKnownBy(() => register.calendarOf(unit), dossier);
  const { procedure, channel } = dossier.subject;
  const view = dueViewOf(dossier, calendarIn(register, unit), now);
  const next = nextAction(dossier);
  const closed = status === 'returned' || status === 'withdrawn' || status === 'voided';
  return {
    id: document._id,
    code: dossier.code,
    unit,
    unitName: register.unitName(unit),
    procedureCode: procedure.code,
    procedureName: procedure.name,
    field: procedure.field,
    procedureNameEn: procedure.nameEn ?? '',
    ...toFieldNames(procedure, register),
    channel: Channel[channel],
    state: states[status],
    applicant: dossier.applicant,
    summary: dossier.summary,
    owner: dossier.owner,
    components: (dossier.handedIn?.components ?? []).map((one) => ({ ...one, kind: CopyKind[one.kind] })),
    sets: dossier.handedIn?.sets ?? 0,
    receivedAt: new Date(dossier.receivedAt),
    due: toDue(whole ? due : { ...due, derivation: [] }, view, dossier.subject, now),
    finishedAt: dateOf(dossier.finishedAt),
    timeliness: Timeliness[dossier.timeliness === '' ? 'UNSPECIFIED' : dossier.timeliness],
    holder: closed ? DeskMessage.UNSPECIFIED : desks[dossier.holder],
    closedAt: dateOf(dossier.closedAt),
    nextAction: NextAction[next === '' ? 'UNSPECIFIED' : next],
    version: document.version,
    history: [],
    waitingFor: dossier.waitingFor,
    recordedAt: dateOf(dossier.recordedAt ?? 0),
    applicantCorrectedAt: dateOf(dossier.applicantCorrectedAt ?? 0),
  };
}

/** What is promised, and how it stands today. */
export function toDue(
  due: Due,
  view: DueView,
  { procedure: { version }, channel }: Subject,
  now: Instant,
): DueDateMessage {
  const term = version.terms[channel];
  return {
    day: due.day,
    at: dateOf(due.at),
    state: DueState[view.state],
    today: dayOf(now),
    derivation: due.derivation.map(toLine),
    ruleVersion: version.version,
    workingMinutesLeft: view.workingMinutesLeft,
    daysLeft: view.daysLeft,
    term: term && toTerm(term),
    awaitedTo: due.awaitedTo,
    closes: due.closes,
  };
}

const toLine = ({ code, params, source }: DerivationLine): LineMessage => ({
  code: DerivationCode[code],
  params: { ...params },
  source,
});

export function toHistory({ events, published }: DossierDocument): HistoryEntry[] {
  return events.map((event, index) => ({
    eventId: event.id,
    type: event.type,
    at: new Date(event.at),
    actor: event.actor,
    actorName: event.actorName,
    note: event.note,
    published: index < published,
    corrected: event.corrected ?? [],
    handedTo: event.to ? desks[event.to] : DeskMessage.UNSPECIFIED,
  }));
}

function toFieldNames({ field }: ProcedureInForce, register: Register) {
  const { name, nameEn } = register.fieldNames(field);
  return { fieldName: name, fieldNameEn: nameEn };
}

export function toProcedure(procedure: ProcedureInForce, register: Register): ProcedureMessage {
  const { version } = procedure;
  return {
    code: procedure.code,
    name: procedure.name,
    field: procedure.field,
    nameEn: procedure.nameEn ?? '',
    ...toFieldNames(procedure, register),
    components: (version.components ?? []).map(({ name, kind, count, ifAny = false }) => ({
      name,
      kind: CopyKind[kind],
      count,
      ifAny,
    })),
    terms: channelsOf(version).flatMap((channel) => {
      const term = version.terms[channel];
      return term ? [{ channel: Channel[channel], term: toTerm(term) }] : [];
    }),
  };
}

function toTerm(term: Term): TermMessage {
  switch (term.unit) {
    case 'WORKING_DAY':
    case 'CALENDAR_DAY':
      return {
        unit: TermUnit[term.unit],
        amount: term.amount,
        clear: term.firstDay === 'CLEAR',
        cutoff: '',
      };
    case 'WEEK':
    case 'MONTH':
    case 'YEAR':
      return { unit: TermUnit[term.unit], amount: term.amount, clear: false, cutoff: '' };
    case 'WORKING_HOUR':
    case 'HOUR':
      return {
        unit: term.unit === 'HOUR' ? TermUnit.MINUTE : TermUnit.WORKING_MINUTE,
        amount: Math.round(term.amount * 60),
        clear: false,
        cutoff: '',
      };
    case 'SAME_DAY':
      return { unit: TermUnit.SAME_DAY, amount: 0, clear: false, cutoff: term.cutoff };
    default: {
      const never: never = term;
      return never;
    }
  }
}
