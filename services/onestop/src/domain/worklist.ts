import { dayOf, foldVietnamese, type Instant } from '@lienthong/domain';
import type { Applicant, Dossier } from './dossier.ts';

/** Where a dossier lies in the lists of the office. */
export type Lane = 'running' | 'waiting' | 'ready' | 'closed';

/** What lists and search find a dossier by; stands beside the state, made from it. */
export interface ListKeys {
  lane: Lane;
  /**
   * Order within the lane, and the key by which it is paged: by the day on which something is due (`running`, `ready`), by which the
   * supplement is awaited (`waiting`), on which it was closed (`closed`).
   */
  laneKey: string;
  /** Order of receipt over all lanes. */
  orderKey: string;
  tokens: string[];
}

const padded = (at: Instant): string => String(Math.max(0, at)).padStart(14, '0');

/** A lane key sorts by day, then by instant, then by id. */
export function laneKeyOf(day: string, at: Instant, id: string): string {
  return `${day}|${padded(at)}|${id}`;
}

export function listKeysOf(dossier: Dossier): ListKeys {
  return {
    ...laneOf(dossier),
    orderKey: `${padded(dossier.receivedAt)}|${dossier.id}`,
    tokens: tokensOf(dossier.applicant, dossier.code),
  };
}

function laneOf({ id, status, due, closedAt, finishedAt }: Dossier): Pick<ListKeys, 'lane' | 'laneKey'> {
  switch (status) {
    case 'received':
    case 'processing':
      return { lane: 'running', laneKey: laneKeyOf(due.day, due.at, id) };
    case 'waiting_supplement':
      // Asked for after the term had run out: the clock never stopped, and the dossier belongs with those that are late.
      if (due.day !== '') return { lane: 'running', laneKey: laneKeyOf(due.day, due.at, id) };
      return { lane: 'waiting', laneKey: laneKeyOf(due.awaitedTo, 0, id) };
    case 'finished':
      return { lane: 'ready', laneKey: laneKeyOf(due.day, finishedAt, id) };
    case 'returned':
    case 'withdrawn':
    case 'voided':
      return { lane: 'closed', laneKey: laneKeyOf(dayOf(closedAt), closedAt, id) };
    default: {
      const never: never = status;
      return never;
    }
  }
}

const longestPrefix = 12;

/** Every beginning of a word from two letters on, and the word: typing on narrows a search and never loses what it had found. */
function beginnings(word: string): string[] {
  const ends = Math.min(word.length - 1, longestPrefix);
  return [word, ...Array.from({ length: Math.max(0, ends - 1) }, (_, index) => word.slice(0, index + 2))];
}

/**
 * What a dossier is found by: the folded words of the name, the pieces of the code (its number with and without leading zeros), the
 * phone from its front and by its last three to six digits.
 */
export function tokensOf({ name, phone }: Pick<Applicant, 'name' | 'phone'>, code: string): string[] {
  const pieces = foldVietnamese(code).split(' ');
  const number = pieces.at(-1) ?? '';
  const tokens = [
    ...foldVietnamese(name).split(' ').flatMap(beginnings),
    ...pieces,
    number.replace(/^0+/, ''),
  ];
  if (phone !== '') tokens.push(...beginnings(phone), ...[3, 4, 5, 6].map((length) => phone.slice(-length)));
  return [...new Set(tokens)].filter((token) => token !== '');
}

/** The words of a search, the most selective first. A phone number may be typed with blanks, dots or `+84`. */
export function searchWords(search: string): string[] {
  const digits = search.replace(/[\s.()-]/g, '').replace(/^\+84/, '0');
  const words = /^\d{9,11}$/.test(digits) ? [digits] : foldVietnamese(search).split(' ');
  return [...new Set(words)]
    .filter((word) => word !== '')
    .map((word) => word.slice(0, Math.max(longestPrefix, word.length)))
    .sort((a, b) => b.length - a.length);
}
