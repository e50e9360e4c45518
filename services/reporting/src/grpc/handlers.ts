import {
  CompareWithOwnerResponse,
  ExplainTallyResponse,
  GetTallyResponse,
  ListDeadLettersResponse,
  type ReportingServiceService,
  RetryDeadLetterResponse,
} from '@lienthong/contracts/reporting/v1/reporting';
import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import { parseLocalDay, parseUnitKey, Refusal, refuseField, type UnitKey } from '@lienthong/domain';
import type { DeadLetters } from '@lienthong/messaging';
import { type Handlers, type Jurisdiction, maySee, type Principal } from '@lienthong/runtime';
import { decodeTally } from '../adapters/day-tally.ts';
import type { FactStore } from '../adapters/fact-store.ts';
import type { TallyStore } from '../adapters/tally-store.ts';
import type { Comparisons } from '../commands/comparisons.ts';
import type { RetryDeadLetter } from '../commands/retry-dead-letter.ts';
import { refuseWith } from '../domain/refusals.ts';
import { explainTally } from '../queries/explain-tally.ts';

export function createHandlers(options: {
  facts: FactStore;
  tallies: TallyStore;
  comparisons: Comparisons;
  deadLetters: DeadLetters;
  retryDeadLetter: RetryDeadLetter;
  jurisdiction: Jurisdiction;
  units: () => UnitKey[];
}): Handlers<typeof ReportingServiceService> {
  const { facts, tallies, comparisons, deadLetters, retryDeadLetter, jurisdiction, units } = options;
  const sees = (principal: Principal, unit: UnitKey): boolean =>
    maySee(principal, unit, jurisdiction.hierarchy(), jurisdiction.today());

  return {
    async getTally({ unit, day }) {
      parseUnitKey(unit);
      parseLocalDay(day, 'day');
      const stored = await tallies.find(unit, day);
      return GetTallyResponse.create(stored ? { tally: decodeTally(stored.value), src: stored.src } : {});
    },

    async explainTally(question) {
      const explanation = await explainTally(question, { facts, tallies });
      return ExplainTallyResponse.create({
        facts: explanation.facts.map((fact) => ({
          eventType: fact.eventType,
          day: fact.day,
          dossierCode: fact.dossierCode,
          contributions: fact.contributions,
          cancelled: fact.cancelled,
          time: new Date(fact.at),
          eventId: fact.eventId,
        })),
        nextPageToken: explanation.nextPageToken,
        tallies: explanation.tallies.map(({ unit, day, facts: count, digest, formula }) =>
          DayTally.create({ unit, day, facts: count, digest, formula }),
        ),
      });
    },

    async compareWithOwner({ unit }) {
      parseUnitKey(unit);
      if (!units().includes(unit)) refuseWith('UNIT_NOT_COUNTED_HERE', { unit });
      const result = await comparisons.run(unit).catch((cause: unknown) => {
        if (!(cause instanceof Refusal) || cause.kind !== 'unavailable') throw cause;
        refuseWith('OWNER_UNREACHABLE', {}, cause);
      });
      return CompareWithOwnerResponse.create(result);
    },

    async listDeadLetters(_request, { principal }) {
      const seen = await deadLetters.list((unit) => sees(principal, unit));
      return ListDeadLettersResponse.create({ deadLetters: seen });
    },

    async retryDeadLetter({ id }, { principal }) {
      if (id === '' || id.length > 200) refuseField('id', 'REQUIRED', 'the id of a dead letter');
      const reason = await retryDeadLetter(id, (unit) => sees(principal, unit));
      return RetryDeadLetterResponse.create({ done: reason === undefined, reason: reason ?? '' });
    },
  };
}
