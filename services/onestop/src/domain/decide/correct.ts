import { dayOf, refuseField } from '@lienthong/domain';
import type { Channel } from '@lienthong/legal-clock';
import {
  type Dossier,
  type DossierEvent,
  type Due,
  endWait,
  type RecordedEvent,
  type Subject,
  standingOf,
} from '../dossier.ts';
import { dueOf, type TermOf, timelinessOf } from '../legal-term.ts';
import {
  countedSoFar,
  type Movement,
  move,
  notCounted,
  type Standing,
  type Timeliness,
} from '../movements.ts';
import { refuseWith } from '../refusals.ts';
import { type DecisionContext, happening, type Recorded } from './context.ts';

/** A wrongly chosen procedure or channel; undefined: as it was. */
export interface CorrectDossier {
  procedureCode?: string;
  channel?: Channel;
  reason: string;
}

/**
 * Puts procedure or channel right: what has counted is taken out, and the same steps are counted again under the new ones, each on
 * its own day. Another procedure counts as it stood on the day of receipt, the same one as the dossier keeps it; the calendar is as it is
 * known now.
 */
export function decideCorrect(
  { state: dossier, events }: Recorded,
  command: CorrectDossier,
  context: DecisionContext,
): DossierEvent[] {
  if (dossier.status === 'voided') refuseWith('DOSSIER_VOIDED');
  const before = dossier.subject;
  const code = command.procedureCode ?? before.procedure.code;
  const channel = command.channel ?? before.channel;
  if (code === before.procedure.code && channel === before.channel) refuseWith('NOTHING_TO_CORRECT');
  const procedure =
    code === before.procedure.code
      ? before.procedure
      : context.procedures.findOn(code, dayOf(dossier.receivedAt));
  if (!procedure) refuseField('procedure_code', 'UNKNOWN', 'no such procedure on the day of receipt');
  const subject = { procedure, channel };
  const term = { ...subject, receivedAt: dossier.receivedAt, waits: [], calendar: context.calendar };
  return [
    {
      ...happening(context, dossier, command.reason),
      kind: 'corrected',
      subject,
      ...restate(dossier, events, subject, term),
      cancels: countedSoFar(events),
    },
  ];
}

interface Restated {
  movements: Movement[];
  due: Due;
  timeliness: Timeliness | '';
}

/** Counts the steps of a history again under another subject. */
function restate(
  dossier: Dossier,
  events: readonly RecordedEvent[],
  subject: Subject,
  start: TermOf,
): Restated {
  const movements: Movement[] = [];
  let term = start;
  let due = dueOf(term);
  let standing: Standing = notCounted;
  let timeliness: Timeliness | '' = '';
  const step = (event: RecordedEvent, change: Movement['change'], after: Standing): void => {
    movements.push(move(change, event.at, subject, standing, after, change === 'FINISHED' ? timeliness : ''));
    standing = after;
  };
  for (const event of events) {
    switch (event.kind) {
      case 'received':
        step(event, 'RECEIVED', standingOf({ status: 'received', due }));
        break;
      case 'supplement_requested':
        term = { ...term, waits: [...term.waits, { from: event.at }] };
        due = dueOf(term);
        step(event, 'SUSPENDED', standingOf({ status: 'waiting_supplement', due }));
        break;
      case 'resumed':
        term = { ...term, waits: endWait(term.waits, event.at) };
        due = dueOf(term);
        step(event, 'RESUMED', standingOf({ status: 'processing', due }));
        break;
      case 'finished':
        timeliness = timelinessOf(term, due, event.at);
        step(event, 'FINISHED', notCounted);
        break;
      case 'withdrawn':
        step(event, 'WITHDRAWN', notCounted);
        break;
      case 'handed_over':
      case 'returned':
      case 'corrected':
      case 'applicant_corrected':
      case 'handed_in_corrected':
      case 'voided':
        break;
      default: {
        const never: never = event.kind;
        throw new Error(`no event of a dossier is called ${String(never)}`);
      }
    }
  }
  return { movements, due, timeliness: dossier.timeliness === '' ? '' : timeliness };
}
