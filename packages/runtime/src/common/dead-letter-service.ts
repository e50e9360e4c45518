import {
  DeadLetter,
  DeadLetterAction,
  DeadLetterOwner,
  type DeadLetterServiceService,
  ListDeadLettersResponse,
  RetryDeadLetterResponse,
} from '@lienthong/contracts/common/v1/dead_letter';
import { Refusal, type Remedy, type UnitKey } from '@lienthong/domain';
import { lettersOf } from '../app.ts';
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
    async listDeadLetters({ service }, { principal }) {
      const sources = lettersOf(find(service, 'service'));
      const lists = sources.map(async (source) => {
        const { consumer } = source;
        const letters = await source.list(seenBy(principal));
        return letters.map((letter) => {
          const step = steps[source.remedies[letter.reason.code] ?? 'support'];
          const due = new Date(letter.deadSince.getTime() + dueMs);
          return DeadLetter.create({ ...letter, ...step, due, service, consumer });
        });
      });
      return ListDeadLettersResponse.create({ deadLetters: (await Promise.all(lists)).flat() });
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
