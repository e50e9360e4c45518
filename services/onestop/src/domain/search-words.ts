import { foldVietnamese } from '@lienthong/domain';
import type { Applicant } from './dossier.ts';

/** Of a longer search so many words are looked for. */
const mostWords = 10;

const wordsIn = (text: string): string[] => foldVietnamese(text).split(' ').filter(Boolean);
const endsOf = (text: string, from: readonly number[]): string[] => from.map((at) => text.slice(at));

/**
 * What a dossier is found by: its applicant's name, phone and identity number, its owner's, and its code. Of each word the beginning is enough, so
 * that typing on never loses a hit, however the parts are joined or parted.
 */
export function wordsOf(
  { name, phone, identityNumber }: Pick<Applicant, 'name' | 'phone' | 'identityNumber'>,
  code: string,
  owner: Pick<Applicant, 'name' | 'identityNumber'> = { name: '', identityNumber: '' },
): string[] {
  const words = [
    ...wordsOfName(name),
    ...wordsOfName(owner.name),
    ...wordsOfCode(code),
    ...wordsOfPhone(phone),
    // From where people put a blank: in threes, in fours, or before the last six.
    ...endsOf(identityNumber, [0, 3, 4, 6, 8, 9]),
    ...endsOf(owner.identityNumber, [0, 3, 4, 6, 8, 9]),
  ];
  return [...new Set(words)].filter((word) => word !== '');
}

/** What many dossiers share, and a search for a person must not drown in: words of the procedure and of the applicant's address. */
export function furtherWordsOf(procedureName: string, address: string): string[] {
  return [...new Set([...wordsOfName(procedureName), ...wordsOfName(address)])];
}

/** Apostrophes, hyphens and the blank behind one letter join and part: `H'Hen`, `H Hen`, `HHen`. */
function wordsOfName(name: string): string[] {
  const parts = wordsIn(name);
  const joined = name.split(/\s+/u).map((word) => wordsIn(word).join(''));
  const pairs = parts.map((part, at) => (part.length === 1 ? part + (parts[at + 1] ?? '') : part));
  return [...parts, ...joined, ...pairs];
}

/** Its pieces, joined to its end from each of them, without the letters before, and its number without leading zeros. */
function wordsOfCode(code: string): string[] {
  const pieces = wordsIn(code);
  const joined = pieces.map((_, at) => pieces.slice(at).join(''));
  const number = pieces.at(-1) ?? '';
  return [...pieces, ...joined, (joined[0] ?? '').replace(/^\D+/, ''), number.replace(/^0+/, '')];
}

/** From each of its digits on, and as it is written from abroad. */
function wordsOfPhone(phone: string): string[] {
  if (phone === '') return [];
  const abroad = phone.replace(/^0/, '84');
  return [
    ...endsOf(
      phone,
      Array.from(phone).map((_, at) => at),
    ),
    abroad,
    `00${abroad}`,
  ];
}

/** The QR code of an identity card: its number says who it is. */
const scannedCard = /^\s*(\d{12})\s*\|/;

/** The words of a search, those that tell most apart; none: it holds no letter and no digit, and finds nothing. */
export function searchWords(search: string): string[] {
  const words = new Set(wordsIn(scannedCard.exec(search)?.[1] ?? search));
  return [...words].sort((one, other) => other.length - one.length).slice(0, mostWords);
}
