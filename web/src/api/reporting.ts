import type { CountedIndicator } from '../gen/common.ts';
import * as reporting from '../gen/reporting.ts';
import { call } from './call.ts';

export type { CountedIndicator } from '../gen/common.ts';
export type { LostFact } from '../gen/reporting.ts';
/** A unit about which a person has to decide something here. */
export type UndecidedUnit = reporting.UndecidedUnit;
export type HistoryDay = reporting.ResolveHistoryResponse_Day;
/** Days of a unit, and what is counted of them. */
export interface History {
  days: HistoryDay[];
  indicators: CountedIndicator[];
}
export type LostFacts = reporting.ListLostFactsResponse;
export type HistoryAction = 'inherit' | 'start_anew';

export async function listUndecided(signal?: AbortSignal): Promise<UndecidedUnit[]> {
  return (await call(reporting.listUndecided, {}, signal)).units;
}

const decisions: Record<HistoryAction, reporting.HistoryDecision> = {
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
    const answer = await call(reporting.resolveHistory, message, signal);
    answered.days.push(...answer.days);
    answered.indicators = answer.indicators;
    progress(Math.min(at + daysAtOnce, days.length));
  }
  return answered;
}

export const listLostFacts = ({ unit, channel }: Source, signal?: AbortSignal): Promise<LostFacts> =>
  call(reporting.listLostFacts, { unit, channel }, signal);

export const resolveLostFacts = (
  { unit, channel }: Source,
  facts: readonly Pick<reporting.LostFact, 'factId' | 'seen'>[],
  reason: string,
): Promise<unknown> =>
  call(reporting.resolveLostFacts, {
    unit,
    channel,
    seen: Object.fromEntries(facts.map(({ factId, seen }) => [factId, seen])),
    reason,
  });
