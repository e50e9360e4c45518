import { dayOf, type Instant } from '@lienthong/domain';
import { countsHours } from '@lienthong/legal-clock';
import type { Dossier } from './dossier.ts';
import { furtherWordsOf, wordsOf } from './search-words.ts';

/** Where a dossier lies in the lists of the office. */
export type Lane = 'running' | 'waiting' | 'ready' | 'closed';

/** How a dossier stands in lists and search. `day` of a place may go on with the instant at which its term ends. */
export interface ListEntry {
  /** Received at: search and the list of all come newest first by it. */
  at: Instant;
  lists: { name: ListName; key: string; day: string }[];
  words: string[];
  /** Looked at where words find nothing. */
  further: string[];
  /** Its code, whole. */
  exact: string[];
  /** Lists can be narrowed to its procedure. */
  facet: string;
}

/** Each lane is a list; what is open is `running` and `waiting` in one. */
export type ListName = Lane | 'open' | 'all';

const padded = (at: Instant): string => String(Math.max(0, at)).padStart(14, '0');

/** A lane key sorts by day, then by instant, then by id. */
export function laneKeyOf(day: string, at: Instant, id: string): string {
  return `${day}|${padded(at)}|${id}`;
}

/** Before it stands what was due until now: days that are over, and hours of today. */
export const dueBefore = (now: Instant): string => `${dayOf(now)}|${padded(now)}`;

/** A term in hours is over at its instant, any other with its day: it comes behind all hours of the day. */
const dueKeyOf = ({ due, id }: Pick<Dossier, 'due' | 'id'>): string =>
  countsHours(due) ? laneKeyOf(due.day, due.at, id) : `${due.day}|~${padded(due.at)}|${id}`;

/** What a place is counted under: no more of its key than ranges ask for. */
const countedUnder = (key: string): string => (key.charAt(11) === '~' ? key.slice(0, 12) : key.slice(0, 25));

export function listEntryOf(dossier: Dossier): ListEntry {
  const { id, receivedAt, applicant, owner, code, subject } = dossier;
  const { lane, key } = laneOf(dossier);
  const day = lane === 'running' ? countedUnder(key) : key.slice(0, 10);
  const isOpen = lane === 'running' || lane === 'waiting';
  return {
    at: receivedAt,
    lists: [
      { name: 'all', key: `${padded(receivedAt)}|${id}`, day: '' },
      { name: lane, key, day },
      // What waits for the citizen comes behind all that the office has to do.
      ...(isOpen ? [{ name: 'open' as const, key: lane === 'waiting' ? `~${key}` : key, day }] : []),
    ],
    words: wordsOf(applicant, code, owner),
    further: furtherWordsOf(subject.procedure.name, applicant.address),
    exact: [code],
    facet: subject.procedure.code,
  };
}

/**
 * The lane, and the key by which it is ordered: by when something is due (`running`), by the day on which it was (`ready`), by which the supplement is
 * awaited (`waiting`), on which it was closed (`closed`).
 */
function laneOf(dossier: Dossier): { lane: Lane; key: string } {
  const { id, status, due, closedAt, finishedAt } = dossier;
  switch (status) {
    case 'received':
    case 'processing':
      return { lane: 'running', key: dueKeyOf(dossier) };
    case 'waiting_supplement':
      // Asked for after the term had run out: the clock never stopped, and the dossier belongs with those that are late.
      if (due.day !== '') return { lane: 'running', key: dueKeyOf(dossier) };
      return { lane: 'waiting', key: laneKeyOf(due.awaitedTo, 0, id) };
    case 'finished':
      return { lane: 'ready', key: laneKeyOf(due.day, finishedAt, id) };
    case 'returned':
    case 'withdrawn':
    case 'voided':
      return { lane: 'closed', key: laneKeyOf(dayOf(closedAt), closedAt, id) };
    default: {
      const never: never = status;
      return never;
    }
  }
}
