import {
  CompareWithOwnerResponse,
  ExplainTallyResponse,
  GetTallyResponse,
  ListDecisionsResponse,
  ListLostFactsResponse,
  ListUndecidedResponse,
  type ReportingServiceService,
  ResolveHistoryResponse,
  ResolveLostFactsResponse,
} from '@lienthong/contracts/reporting/v1/reporting';
import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import { Refusal, storedText, type UnitKey } from '@lienthong/domain';
import {
  type Handlers,
  type Jurisdiction,
  type MachineClock,
  maySee,
  type Principal,
} from '@lienthong/runtime';
import type { Comparisons } from '../commands/comparisons.ts';
import type { HistoryStore, LostFactStore } from '../commands/ports.ts';
import type { ResolveHistory } from '../commands/resolve-history.ts';
import type { ReadCatalogue } from '../domain/catalogue.ts';
import { seenOfLoss } from '../domain/lost-fact.ts';
import { refuseWith } from '../domain/refusals.ts';
import { decodeTally, encodeTally } from '../projections/day-tally.ts';
import type { FactStore, TallyStore } from '../projections/ports.ts';
import { explainTally } from '../queries/explain-tally.ts';
import { listDecisions } from '../queries/list-decisions.ts';
import { mostDays, mostLostFacts, parseHistoryRequest } from './parse.ts';

export function createHandlers(options: {
  facts: FactStore;
  tallies: TallyStore;
  comparisons: Comparisons;
  resolveHistory: ResolveHistory;
  history: HistoryStore;
  lostFacts: LostFactStore;
  catalogue: ReadCatalogue;
  clock: MachineClock;
  jurisdiction: Jurisdiction;
  units: () => UnitKey[];
}): Handlers<typeof ReportingServiceService> {
  const { facts, tallies, comparisons, jurisdiction, units } = options;
  const { resolveHistory, history, lostFacts, catalogue, clock } = options;
  const sees = (principal: Principal, unit: UnitKey): boolean =>
    maySee(principal, unit, jurisdiction.hierarchy(), jurisdiction.today());

  const countedHere = (unit: string): void => {
    if (!units().includes(unit)) refuseWith('UNIT_NOT_COUNTED_HERE', { unit });
  };

  return {
    async getTally({ unit, day }) {
      const stored = await tallies.find(unit, day);
      return GetTallyResponse.create(stored ? { tally: decodeTally(stored.value), src: stored.src } : {});
    },

    async explainTally(question) {
      const explanation = await explainTally(question, { facts, tallies }, catalogue());
      return ExplainTallyResponse.create({
        facts: explanation.facts.map((fact) => ({
          eventType: fact.eventType,
          day: fact.day,
          reference: fact.reference,
          contributions: fact.contributions,
          cancelled: fact.cancelled,
          time: new Date(fact.at),
          eventId: fact.eventId,
        })),
        nextPageToken: explanation.nextPageToken,
        tallies: explanation.tallies.map(({ unit, day, facts: count, digest, formula, value }) =>
          DayTally.create({
            unit,
            day,
            facts: count,
            digest,
            formula,
            inherited: decodeTally(value).inherited,
          }),
        ),
      });
    },

    async compareWithOwner({ unit }) {
      countedHere(unit);
      const result = await comparisons.run(unit).catch((cause: unknown) => {
        if (!(cause instanceof Refusal) || cause.kind !== 'unavailable') throw cause;
        refuseWith('OWNER_UNREACHABLE', {}, cause);
      });
      return CompareWithOwnerResponse.create(result);
    },

    async listUndecided(_request, { principal }) {
      const lost = await lostFacts.countOpenByUnit();
      const seen = units().filter((unit) => sees(principal, unit));
      const all = await Promise.all(
        seen.map(async (unit) => ({
          unit,
          missing: await resolveHistory.waiting(unit),
          lostFacts: lost.get(unit) ?? 0,
        })),
      );
      return ListUndecidedResponse.create({
        units: all
          .filter((one) => one.missing.length + one.lostFacts > 0)
          .map(({ missing, ...rest }) => ({
            ...rest,
            missingDays: missing.slice(0, mostDays),
            missingTotal: missing.length,
          })),
      });
    },

    async resolveHistory(request, { principal }) {
      countedHere(request.unit);
      const days = await resolveHistory.resolve(parseHistoryRequest(request, subjectOf(principal)));
      return ResolveHistoryResponse.create({
        days: days.map(({ day, before, after, foreign, seen }) => ({
          day,
          before,
          after: after && decodeTally(encodeTally(after)),
          foreign,
          seen,
        })),
      });
    },

    async listLostFacts({ unit }) {
      countedHere(unit);
      const { facts: lost, total } = await lostFacts.list(unit, mostLostFacts);
      return ListLostFactsResponse.create({
        total,
        facts: lost.map(({ id, at, lostAt, ...rest }) => ({
          ...rest,
          factId: id,
          time: new Date(at),
          lostAt: new Date(lostAt),
          seen: seenOfLoss({ lostAt, ...rest }),
        })),
      });
    },

    async listDecisions({ before }, { principal }) {
      const found = await listDecisions({ history, lostFacts }, before, (unit) => sees(principal, unit));
      return ListDecisionsResponse.create(found);
    },

    async resolveLostFacts({ unit, seen, reason }, { principal }) {
      countedHere(unit);
      const facts = new Map(Object.entries(seen));
      const decision = { by: subjectOf(principal), reason: storedText(reason), at: clock.now() };
      return ResolveLostFactsResponse.create({ total: await lostFacts.resolve(unit, facts, decision) });
    },
  };
}

const subjectOf = (principal: Principal): string =>
  principal.kind === 'service' ? (principal.onBehalfOf?.subject ?? principal.service) : principal.subject;
