import type {
  ExplainNumberRequestJson,
  ExplainNumberResponse_FactJson,
  ExplainNumberResponse_LineJson,
  ExplainNumberResponseJson,
  FreshnessJson,
  IndicatorJson,
  ListFreshnessResponseJson,
  RollupRowJson,
  SelectionJson,
  WatchRollupResponseJson,
} from '../gen/lienthong/operations/v1/operations_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';
import { type Watch, watchStream } from './sse.ts';

/** A value that is not known is absent. */
type Unsure<T> = Omit<T, 'value'> & { value?: string };

export type Selection = SelectionJson;
export type Indicator = Filled<IndicatorJson>;
export type RollupRow = Unsure<Filled<RollupRowJson>>;
export type Freshness = Filled<FreshnessJson>;
export type ExplainRequest = ExplainNumberRequestJson;
export type ExplainedLine = Unsure<Filled<ExplainNumberResponse_LineJson>>;
export type ExplainedFact = Unsure<Filled<ExplainNumberResponse_FactJson>>;
export type Explanation = Unsure<Omit<Filled<ExplainNumberResponseJson>, 'lines' | 'facts'>> & {
  lines: ExplainedLine[];
  facts: ExplainedFact[];
};
export type RollupUpdate = Omit<Filled<WatchRollupResponseJson>, 'rows'> & { rows: RollupRow[] };

const service = 'lienthong.operations.v1.OperationsService';

/** What every number is today, in the order of the catalogue. */
export async function listIndicators(signal?: AbortSignal): Promise<Indicator[]> {
  return (await call<{ indicators: Indicator[] }>(`${service}/ListIndicators`, {}, signal)).indicators;
}

export const queryRollup = (selection: Selection, signal?: AbortSignal): Promise<{ rows: RollupRow[] }> =>
  call(`${service}/QueryRollup`, { selection }, signal);

export const watchRollup = (
  selection: Selection,
  watch: Watch<RollupUpdate>,
  signal: AbortSignal,
): Promise<void> => watchStream(`${service}/WatchRollup`, { selection }, watch, signal);

export async function listFreshness(unit: string, signal?: AbortSignal): Promise<Freshness[]> {
  const answer = await call<Filled<ListFreshnessResponseJson>>(`${service}/ListFreshness`, { unit }, signal);
  return answer.units;
}

export const explainNumber = (message: ExplainRequest, signal?: AbortSignal): Promise<Explanation> =>
  call(`${service}/ExplainNumber`, message, signal);
