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
import { Refusal, refuseField, storedText, type UnitKey } from '@lienthong/domain';
import {
  type Handlers,
  type Jurisdiction,
  type MachineClock,
  maySee,
  type Principal,
  subjectOf,
} from '@lienthong/runtime';
import type { ReadCatalogue } from '../domain/catalogue.ts';
import { seenOfLoss } from '../domain/lost-fact.ts';
import { refuseWith } from '../domain/refusals.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { decodeTally, encodeTally } from '../projections/day-tally.ts';
import { explainTally } from '../queries/explain-tally.ts';
import { listDecisions } from '../queries/list-decisions.ts';
import { countedIndicators } from './counted-indicators.ts';
import { mostDays, mostLostFacts, parseHistoryRequest } from './parse.ts';

/** As much of a pipeline as its source is asked about. */
export type Source = Pick<
  Pipeline,
  'channel' | 'facts' | 'tallies' | 'history' | 'lostFacts' | 'comparisons' | 'resolveHistory'
>;

export function createHandlers(options: {
  pipelines: readonly Source[];
  catalogue: ReadCatalogue;
  clock: MachineClock;
  jurisdiction: Jurisdiction;
  units: () => UnitKey[];
}): Handlers<typeof ReportingServiceService> {
  const { pipelines, catalogue, clock, jurisdiction, units } = options;
  const sees = (principal: Principal, unit: UnitKey): boolean =>
    maySee(principal, unit, jurisdiction.hierarchy(), jurisdiction.today());

  const sourceOf = (channel: string): Source =>
    pipelines.find((one) => one.channel === channel) ??
    refuseField('channel', 'UNKNOWN', `one of ${pipelines.map((one) => one.channel).join(', ')}`);

  /** The source of a unit that is counted here. */
  function countedHere({ channel, unit }: { channel: string; unit: string }): Source {
    if (!units().includes(unit)) refuseWith('UNIT_NOT_COUNTED_HERE', { unit });
    return sourceOf(channel);
  }

  async function undecidedOf({ channel, lostFacts, resolveHistory }: Source, seen: readonly UnitKey[]) {
    const lost = await lostFacts.countOpenByUnit();
    return Promise.all(
      seen.map(async (unit) => {
        const missing = await resolveHistory.waiting(unit);
        const missingDays = missing.slice(0, mostDays);
        return { unit, channel, missingDays, missingTotal: missing.length, lostFacts: lost.get(unit) ?? 0 };
      }),
    );
  }

  return {
    async getTally({ channel, unit, day }) {
      const stored = await sourceOf(channel).tallies.find(unit, day);
      return GetTallyResponse.create(stored ? { tally: decodeTally(stored.value), src: stored.src } : {});
    },

    async explainTally(question) {
      const explanation = await explainTally(question, sourceOf(question.channel), catalogue());
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
        standing: question.standingOf !== '',
        tallies: explanation.tallies.map(({ unit, day, facts: count, digest, contributionVersion, value }) =>
          DayTally.create({
            unit,
            day,
            facts: count,
            digest,
            contributionVersion,
            inherited: decodeTally(value).inherited,
          }),
        ),
      });
    },

    async compareWithOwner(request) {
      const result = await countedHere(request)
        .comparisons.run(request.unit)
        .catch((cause: unknown) => {
          if (!(cause instanceof Refusal) || cause.kind !== 'unavailable') throw cause;
          refuseWith('OWNER_UNREACHABLE', {}, cause);
        });
      return CompareWithOwnerResponse.create(result);
    },

    async listUndecided(_request, { principal }) {
      const seen = units().filter((unit) => sees(principal, unit));
      const all = (await Promise.all(pipelines.map((one) => undecidedOf(one, seen)))).flat();
      return ListUndecidedResponse.create({
        units: all.filter((one) => one.missingTotal + one.lostFacts > 0),
      });
    },

    async resolveHistory(request, { principal }) {
      const { resolveHistory } = countedHere(request);
      const days = await resolveHistory.resolve(parseHistoryRequest(request, subjectOf(principal)));
      return ResolveHistoryResponse.create({
        indicators: countedIndicators(catalogue(), request.channel),
        days: days.map(({ day, before, after, foreign, seen }) => ({
          day,
          before,
          after: after && decodeTally(encodeTally(after)),
          foreign,
          seen,
        })),
      });
    },

    async listLostFacts(request) {
      const { lostFacts } = countedHere(request);
      const { facts: lost, total } = await lostFacts.list(request.unit, mostLostFacts);
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
      const found = await listDecisions(pipelines, before, (unit) => sees(principal, unit));
      return ListDecisionsResponse.create(found);
    },

    async resolveLostFacts(request, { principal }) {
      const { lostFacts } = countedHere(request);
      const facts = new Map(Object.entries(request.seen));
      const decision = { by: subjectOf(principal), reason: storedText(request.reason), at: clock.now() };
      const total = await lostFacts.resolve(request.unit, facts, decision);
      return ResolveLostFactsResponse.create({ total });
    },
  };
}
