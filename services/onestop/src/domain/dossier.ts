import type { Instant, LocalDay } from '@lienthong/domain';
import type { AskedComponent, Channel, Line, LineCode, ProcedureInForce, Term } from '@lienthong/legal-clock';
import { type Cancel, type Movement, notCounted, type Standing, type Timeliness } from './movements.ts';

/** A desk of an office that can hold a dossier. */
export type Desk = 'intake' | 'specialist' | 'chair' | 'clerical';

export type Status =
  | 'received'
  | 'processing'
  | 'waiting_supplement'
  | 'finished'
  | 'returned'
  | 'withdrawn'
  | 'voided';

export interface Applicant {
  name: string;
  /** 12 digits, or empty. */
  identityNumber: string;
  /** Digits from 0 on, or empty. */
  phone: string;
  address: string;
}

/** Whose matter it is, where somebody else hands it in. */
export type Owner = Pick<Applicant, 'name' | 'identityNumber'>;

/** A component (thành phần hồ sơ) that was handed in. */
export type Component = Pick<AskedComponent, 'name' | 'kind' | 'count'>;

/** What was handed in, as far as it was written down. */
export interface HandedIn {
  components: Component[];
  /** 0: it was not written down. */
  sets: number;
}

/** What a clerk may have misheard, as the contract names it. */
export const correctableFields = [
  'applicant.name',
  'applicant.identity_number',
  'applicant.phone',
  'applicant.address',
  'summary',
  'owner.name',
  'owner.identity_number',
] as const;
export type CorrectableField = (typeof correctableFields)[number];

/** What a clerk may have ticked or counted wrongly, as the contract names it. */
export type HandedInField = 'components' | 'sets';

/** A line of a derivation; the last one of a dossier that waits says what happens when nothing comes. */
export type DerivationLine = Omit<Line, 'code'> & { code: LineCode | 'REMINDS' };

/** What the legal clock says: a due date, or while it stands still the day by which the supplement is awaited. */
export interface Due {
  /** Empty while suspended; kept while a supplement is awaited that was asked for after the term had run out. */
  day: LocalDay | '';
  /** The end of the due day's office hours; 0 while suspended. */
  at: Instant;
  /** While suspended: the day by which the office acts if nothing has come. */
  awaitedTo: LocalDay | '';
  /** Whether the law closes the dossier after `awaitedTo`; otherwise the office reminds. */
  closes: boolean;
  /** How the term is counted. */
  unit: Term['unit'];
  derivation: DerivationLine[];
}

/** Time during which a dossier waits for a supplement. */
export interface Wait {
  from: Instant;
  to?: Instant;
}

/** What is chosen at intake and can be put right later. */
export interface Subject {
  /** As it stood on the day of receipt: its terms hold for the dossier, whatever is published later. */
  procedure: ProcedureInForce;
  channel: Channel;
}

interface Happened {
  at: Instant;
  actor: string;
  actorName: string;
  note: string;
  movements: Movement[];
  cancels: Cancel[];
}

/** What has happened to a dossier, as the decisions say it. */
export type DossierEvent = Happened &
  (
    | {
        kind: 'received';
        id: string;
        unit: string;
        code: string;
        subject: Subject;
        applicant: Applicant;
        summary: string;
        /** Absent: whoever handed it in. */
        owner?: Owner | undefined;
        handedIn?: HandedIn | undefined;
        due: Due;
        /** Only of a dossier that was handed in while the site was away. */
        receivedAt?: Instant;
      }
    | { kind: 'handed_over'; to: Desk }
    | { kind: 'supplement_requested'; due: Due }
    | { kind: 'resumed'; due: Due }
    | { kind: 'finished'; timeliness: Timeliness }
    | { kind: 'returned' }
    | { kind: 'withdrawn' }
    | { kind: 'voided' }
    | { kind: 'corrected'; subject: Subject; due: Due; timeliness: Timeliness | '' }
    | {
        kind: 'applicant_corrected';
        applicant: Applicant;
        summary: string;
        owner?: Owner | undefined;
        corrected: CorrectableField[];
      }
    | { kind: 'handed_in_corrected'; handedIn?: HandedIn | undefined; corrected: HandedInField[] }
  );
export type EventKind = DossierEvent['kind'];

/** An event as it stands in the history: without what the state holds anyway, so that a person's data stand in one place. */
export interface RecordedEvent {
  id: string;
  kind: EventKind;
  at: Instant;
  version: number;
  actor: string;
  actorName: string;
  note: string;
  /** The procedure after it. */
  procedureCode: string;
  movements: Movement[];
  cancels: Cancel[];
  /** Which fields were put right; what stood in them before is kept nowhere. */
  corrected?: (CorrectableField | HandedInField)[];
  /** Only of a hand-over; absent of those recorded before it was kept. */
  to?: Desk;
}

/** A dossier (hồ sơ) as the decisions see it. */
export interface Dossier {
  id: string;
  unit: string;
  code: string;
  status: Status;
  subject: Subject;
  applicant: Applicant;
  summary: string;
  /** Absent: whoever handed it in. */
  owner?: Owner;
  handedIn?: HandedIn;
  receivedAt: Instant;
  /** When the site took it in, of a dossier that was handed in while it was away. */
  recordedAt?: Instant;
  due: Due;
  waits: Wait[];
  /** What the citizen has to bring, while waiting. */
  waitingFor: string;
  finishedAt: Instant;
  timeliness: Timeliness | '';
  closedAt: Instant;
  holder: Desk;
  /** When a person's data, or what was handed in, were put right last; absent: never. */
  applicantCorrectedAt?: Instant;
  /** When the last event happened: the next one is never dated before it. */
  changedAt: Instant;
}

/** The dossier after an event. The first one makes it. */
export function evolve(dossier: Dossier | undefined, event: DossierEvent): Dossier {
  if (event.kind === 'received') {
    const { id, unit, code, subject, applicant, summary, owner, handedIn, due, at, receivedAt = at } = event;
    return {
      id,
      unit,
      code,
      status: 'received',
      subject,
      applicant,
      summary,
      ...(owner && { owner }),
      ...(handedIn && { handedIn }),
      receivedAt,
      ...(receivedAt === at ? {} : { recordedAt: at }),
      due,
      waits: [],
      waitingFor: '',
      finishedAt: 0,
      timeliness: '',
      closedAt: 0,
      holder: 'intake',
      changedAt: at,
    };
  }
  if (!dossier) throw new Error(`a dossier does not begin with ${event.kind}`);
  const next = { ...dossier, changedAt: event.at };
  switch (event.kind) {
    case 'handed_over':
      return { ...next, status: 'processing', holder: event.to };
    case 'supplement_requested':
      return {
        ...next,
        status: 'waiting_supplement',
        due: event.due,
        waits: [...dossier.waits, { from: event.at }],
        waitingFor: event.note,
      };
    case 'resumed':
      return {
        ...next,
        status: 'processing',
        due: event.due,
        waits: endWait(dossier.waits, event.at),
        waitingFor: '',
      };
    case 'finished':
      return {
        ...next,
        status: 'finished',
        finishedAt: event.at,
        timeliness: event.timeliness,
        holder: 'intake',
      };
    case 'returned':
      return { ...next, status: 'returned', closedAt: event.at };
    case 'withdrawn':
      return { ...next, status: 'withdrawn', closedAt: event.at, waitingFor: '' };
    case 'voided':
      return { ...next, status: 'voided', closedAt: event.at, waitingFor: '' };
    case 'corrected':
      return { ...next, subject: event.subject, due: event.due, timeliness: event.timeliness };
    case 'applicant_corrected': {
      const { applicant, summary, owner, at } = event;
      const { owner: _before, ...rest } = next;
      return { ...rest, applicant, summary, ...(owner && { owner }), applicantCorrectedAt: at };
    }
    case 'handed_in_corrected': {
      const { handedIn, at } = event;
      const { handedIn: _before, ...rest } = next;
      return { ...rest, ...(handedIn && { handedIn }), applicantCorrectedAt: at };
    }
    default: {
      const never: never = event;
      return never;
    }
  }
}

/** The waits with the open one ended. */
export function endWait(waits: readonly Wait[], at: Instant): Wait[] {
  return waits.map((wait) => (wait.to === undefined ? { ...wait, to: at } : wait));
}

/**
 * Whether a dossier counts as pending, and under which due day. While it waits for a supplement the due day is empty, unless the term had
 * run out before: asking then takes nothing back, the dossier stays late.
 */
export function standingOf({ status, due }: Pick<Dossier, 'status' | 'due'>): Standing {
  switch (status) {
    case 'received':
    case 'processing':
    case 'waiting_supplement':
      return { pending: true, due: due.day };
    case 'finished':
    case 'returned':
    case 'withdrawn':
    case 'voided':
      return notCounted;
    default: {
      const never: never = status;
      return never;
    }
  }
}
