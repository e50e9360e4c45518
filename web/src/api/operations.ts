import * as operations from '../gen/operations.ts';
import { call } from './call.ts';
import type { Given } from './method.ts';
import { type SharedWatch, watchTogether } from './shared-stream.ts';

export type {
  ExplainNumberResponse as Explanation,
  ExplainNumberResponse_Fact as ExplainedFact,
  ExplainNumberResponse_Line as ExplainedLine,
  Freshness,
  Indicator,
  RollupRow,
  WatchRollupResponse as RollupUpdate,
} from '../gen/operations.ts';
export type Selection = Given<operations.Selection>;
export type ExplainRequest = Given<operations.ExplainNumberRequest>;

/** What every number is today, in the order of the catalogue. */
export async function listIndicators(signal?: AbortSignal): Promise<operations.Indicator[]> {
  return (await call(operations.listIndicators, {}, signal)).indicators;
}

export const queryRollup = (
  selection: Selection,
  signal?: AbortSignal,
): Promise<operations.QueryRollupResponse> => call(operations.queryRollup, { selection }, signal);

/** Numbers and how far their units can be trusted, always of one moment. */
export const watchRollup = <Kept>(
  selection: Selection,
  watch: SharedWatch<operations.WatchRollupResponse, Kept>,
  signal: AbortSignal,
): Promise<void> => watchTogether(operations.watchRollup, { selection }, watch, signal);

export const explainNumber = (
  message: ExplainRequest,
  signal?: AbortSignal,
): Promise<operations.ExplainNumberResponse> => call(operations.explainNumber, message, signal);
