import {
  DeadLetter,
  DeadLetterAction,
  DeadLetterOwner,
  type DeadLetterServiceService,
  ListDeadLettersResponse,
  RetryDeadLetterResponse,
} from '@lienthong/contracts/common/v1/dead_letter';
import { newestFirst, Refusal, type Remedy, type UnitKey } from '@lienthong/domain';
import { lettersOf, type WaitingLetter } from '../app.ts';
import type { Handlers, Jurisdiction } from '../calls/call.ts';
import { type AuthorisationTable, maySee } from '../identity/authorise.ts';
import type { Principal } from '../identity/principal.ts';
import type { FindApp } from './find-app.ts';

/** Only operators may call these. The handlers leave out the letters of units that the caller does not see. */
export const deadLetterAuthorisation: AuthorisationTable<typeof DeadLetterServiceService> = {
  listDeadLetters: { roles: ['operator'] },
  retryDeadLetter: { roles: ['operator'] },
};

const steps: Readonly<Record<Remedy, { owner: DeadLetterOwner; nextAction: DeadLetterAction }>> = {
  table: { owner: DeadLetterOwner.PROVINCE_OPERATOR, nextAction: DeadLetterAction.MEND_TABLE },
  release: { owner: DeadLetterOwner.SITE_OPERATOR, nextAction: DeadLetterAction.UPGRADE },
  sender: { owner: DeadLetterOwner.SITE_OPERATOR, nextAction: DeadLetterAction.ASK_SENDER },
  support: { owner: DeadLetterOwner.SITE_OPERATOR, nextAction: DeadLetterAction.TELL_SUPPORT },
};
/** While it waits, no number of its unit is complete. */
const dueMs = 86_400_000;
const mostAtOnce = 500;

/**
 * As many as a page needs of one source: all that have the moment of the last, and one that says there are more.
 *
 * @param letters only those that the caller sees, the newest first: letters of others must not push theirs out.
 */
export async function newestLetters(
  letters: AsyncIterable<WaitingLetter> | Iterable<WaitingLetter>,
): Promise<WaitingLetter[]> {
  const found: WaitingLetter[] = [];
  for await (const letter of letters) {
    found.push(letter);
    const last = found[mostAtOnce - 1];
    if (last && letter.deadSince < last.deadSince) break;
  }
  return found;
}

/**
 * Asks the consumers of the service that the request names. A letter may name a unit that the hierarchy does not know. Such a unit lies
 * in nobody's subtree. Everybody who sees a unit of this site sees the letter, because else nobody would.
 *
 * @param units those of this site.
 */
export function createDeadLetterHandlers(
  find: FindApp,
  jurisdiction: Jurisdiction,
  units: () => readonly UnitKey[],
): Handlers<typeof DeadLetterServiceService> {
  const seenBy = (principal: Principal) => {
    const sees = (unit: UnitKey): boolean =>
      maySee(principal, unit, jurisdiction.hierarchy(), jurisdiction.today());
    return (unit: UnitKey): boolean =>
      sees(unit) || (!jurisdiction.hierarchy().find(unit) && units().some(sees));
  };

  return {
    async listDeadLetters({ service, before }, { principal }) {
      const sources = lettersOf(find(service, 'service'));
      const lists = sources.map(async (source) => {
        const { consumer } = source;
        const letters = await source.list(seenBy(principal), before);
        return letters.map((letter) => {
          const step = steps[source.remedies[letter.reason.code] ?? 'support'];
          const at = letter.deadSince.getTime();
          const due = new Date(at + dueMs);
          return { at, letter: DeadLetter.create({ ...letter, ...step, due, service, consumer }) };
        });
      });
      const all = (await Promise.all(lists)).flat();
      const { page, isMore } = newestFirst(all, before?.getTime(), mostAtOnce);
      return ListDeadLettersResponse.create({ deadLetters: page.map(({ letter }) => letter), isMore });
    },
    async retryDeadLetter({ service, consumer, id }, { principal }) {
      const sources = lettersOf(find(service, 'service'));
      const source = sources.find((one) => one.consumer === consumer) ?? refuseUnknownLetter();
      return RetryDeadLetterResponse.create({ reason: await source.retry(id, seenBy(principal)) });
    },
  };
}

/** Refuses a letter that does not exist. One that the caller may not see is refused the same way, so nobody learns that it exists. */
export function refuseUnknownLetter(): never {
  throw new Refusal('not_found', 'DEAD_LETTER_UNKNOWN', 'no such dead letter, or it was used already');
}
