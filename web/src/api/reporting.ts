import type { CountedIndicatorJson } from '../gen/lienthong/common/v1/indicator_pb.ts';
import type {
  HistoryDecisionJson,
  ListLostFactsResponseJson,
  ListUndecidedResponseJson,
  LostFactJson,
  ResolveHistoryResponse_DayJson,
  ResolveHistoryResponseJson,
  UndecidedUnitJson,
} from '../gen/lienthong/reporting/v1/reporting_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

/** A unit about which a person has to decide something here. */
export type UndecidedUnit = Filled<UndecidedUnitJson>;
/** A row of the catalogue that the source counts. */
export type CountedIndicator = Filled<CountedIndicatorJson>;
/** Days of a unit, and what is counted of them. */
export interface History {
  days: HistoryDay[];
  indicators: CountedIndicator[];
}
export type HistoryDay = Filled<ResolveHistoryResponse_DayJson>;
export type LostFact = Filled<LostFactJson>;
export type LostFacts = { facts: LostFact[]; total: number };
export type HistoryAction = 'inherit' | 'start_anew';

const service = 'lienthong.reporting.v1.ReportingService';

export async function listUndecided(signal?: AbortSignal): Promise<UndecidedUnit[]> {
  return (await call<Filled<ListUndecidedResponseJson>>(`${service}/ListUndecided`, {}, signal)).units;
}

const decisions: Record<HistoryAction, HistoryDecisionJson> = {
  inherit: 'HISTORY_DECISION_INHERIT',
  start_anew: 'HISTORY_DECISION_START_ANEW',
};

/** Each day may have to be fetched over a slow line: so many are answered within the time limit of a call. */
const daysAtOnce = 40;

/** A source of a unit, as `listUndecided` names it. */
type Source = Pick<UndecidedUnit, 'unit' | 'channel'>;
type HistoryQuestion = Source & { action: HistoryAction } & (
    | { dryRun: true; days: readonly string[] }
    | { dryRun: false; days: readonly Pick<HistoryDay, 'day' | 'seen'>[]; reason: string }
  );

/** Some of the days: to be shown, or decided upon as they were shown. */
function partOf({ dryRun, days }: HistoryQuestion, at: number) {
  const upto = at + daysAtOnce;
  return dryRun
    ? { days: days.slice(at, upto) }
    : { seen: Object.fromEntries(days.slice(at, upto).map(({ day, seen }) => [day, seen])) };
}

/**
 * What a decision would do to each of the days, or does. Part by part: what one part has decided stands when a later one fails.
 * @param progress is told how many days have been answered.
 */
export async function resolveHistory(
  asked: HistoryQuestion,
  progress: (done: number) => void,
  signal?: AbortSignal,
): Promise<History> {
  const { unit, channel, action, days, ...rest } = asked;
  const answered: History = { days: [], indicators: [] };
  for (let at = 0; at < days.length; at += daysAtOnce) {
    const message = {
      unit,
      channel,
      decision: decisions[action],
      ...rest,
      ...partOf(asked, at),
    };
    const answer = await call<Filled<ResolveHistoryResponseJson>>(
      `${service}/ResolveHistory`,
      message,
      signal,
    );
    answered.days.push(...answer.days);
    answered.indicators = answer.indicators;
    progress(Math.min(at + daysAtOnce, days.length));
  }
  return answered;
}

export const listLostFacts = ({ unit, channel }: Source, signal?: AbortSignal): Promise<LostFacts> =>
  call<Filled<ListLostFactsResponseJson>>(`${service}/ListLostFacts`, { unit, channel }, signal);

export const resolveLostFacts = (
  { unit, channel }: Source,
  facts: readonly Pick<LostFact, 'factId' | 'seen'>[],
  reason: string,
): Promise<unknown> =>
  call(`${service}/ResolveLostFacts`, {
    unit,
    channel,
    seen: Object.fromEntries(facts.map(({ factId, seen }) => [factId, seen])),
    reason,
  });
