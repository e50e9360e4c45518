import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** By subject, in seconds since 1970: tokens that were issued up to then hold no longer. */
export type EndedRights = Readonly<Record<string, number>>;

/** The site's own issuer writes it; another issuer's tokens last as long as they say. */
export const endedRightsFile = (keySetCache: string): string =>
  join(dirname(keySetCache), 'ended-rights.json');

/**
 * Reads what the site's issuer has taken back. One reader serves a process, so that all of its services hear of it at once.
 *
 * @returns whether the rights of a token are over. @param issuedAt seconds since 1970.
 */
export function openEndedRights(keySetCache: string): (subject: string, issuedAt: number) => boolean {
  const file = endedRightsFile(keySetCache);
  const reader = readers.get(file) ?? createReader(file);
  readers.set(file, reader);
  return (subject, issuedAt) => issuedAt <= (reader()[subject] ?? Number.NEGATIVE_INFINITY);
}

const readers = new Map<string, () => EndedRights>();

/** A file that cannot be read is tried again at the next call. Until then the last one counts, so that nobody is refused for it. */
function createReader(file: string): () => EndedRights {
  let seen = -1;
  let ended: EndedRights = {};
  return () => {
    try {
      const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -1;
      if (changed === seen) return ended;
      if (changed >= 0) ended = endedIn(readFileSync(file, 'utf8'));
      seen = changed;
    } catch {
      return ended;
    }
    return ended;
  };
}

/** @throws when a loss of power left the file broken. The issuer writes it anew. */
function endedIn(text: string): EndedRights {
  const { ended } = JSON.parse(text) as { ended: EndedRights };
  return Object.fromEntries(Object.entries(ended).filter(([, at]) => Number.isFinite(at)));
}
