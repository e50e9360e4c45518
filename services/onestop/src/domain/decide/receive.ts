import type { Channel, ProcedureInForce } from '@lienthong/legal-clock';
import type { Instant } from '@lienthong/domain';
import { type Applicant, type DossierEvent, type HandedIn, type Owner, standingOf } from '../dossier.ts';
import { dueOf } from '../legal-term.ts';
import { move, notCounted } from '../movements.ts';
import { type DecisionContext, happening } from './context.ts';

/** What is handed over the counter. */
export interface ReceiveDossier {
  dossierId: string;
  unit: string;
  procedureCode: string;
  channel: Channel;
  applicant: Applicant;
  summary: string;
  /** Absent: whoever hands it in. */
  owner?: Owner | undefined;
  handedIn?: HandedIn | undefined;
  /** As the counter says; absent: now. */
  handedInAt?: Instant;
}

/** The dossier is complete and valid: it gets its code, and its clock starts (NĐ 118/2025 Art. 17.3). */
export function decideReceive(
  command: ReceiveDossier,
  context: DecisionContext,
  given: { code: string; procedure: ProcedureInForce; receivedAt?: Instant | undefined },
): DossierEvent[] {
  const subject = { procedure: given.procedure, channel: command.channel };
  const happened = happening(context, undefined, '');
  const due = dueOf({
    ...subject,
    receivedAt: given.receivedAt ?? happened.at,
    waits: [],
    calendar: context.calendar,
  });
  const after = standingOf({ status: 'received', due });
  return [
    {
      ...happened,
      kind: 'received',
      id: command.dossierId,
      unit: command.unit,
      code: given.code,
      subject,
      applicant: command.applicant,
      summary: command.summary,
      ...(command.owner && { owner: command.owner }),
      ...(command.handedIn && { handedIn: command.handedIn }),
      due,
      ...(given.receivedAt === undefined ? {} : { receivedAt: given.receivedAt }),
      // Counted on the day on which it is recorded: a day that was told as complete never changes by it.
      movements: [move('RECEIVED', happened.at, subject, notCounted, after)],
      cancels: [],
    },
  ];
}
