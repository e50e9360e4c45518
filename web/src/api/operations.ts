import type {
  ExplainNumberRequestJson,
  ExplainNumberResponseJson,
  FreshnessJson,
  ListFreshnessResponseJson,
  QueryRollupResponseJson,
  RollupRowJson,
  SelectionJson,
  WatchRollupResponseJson,
} from '../gen/lienthong/operations/v1/operations_pb.ts';
import type { ExplainedFactJson } from '../gen/lienthong/reporting/v1/reporting_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';
import { type Watch, watchStream } from './sse.ts';

export type Selection = SelectionJson;
export type RollupRow = Filled<RollupRowJson>;
export type Freshness = Filled<FreshnessJson>;
export type ExplainRequest = ExplainNumberRequestJson;
export type Explanation = Filled<ExplainNumberResponseJson>;
export type ExplainedFact = Filled<ExplainedFactJson>;
export type RollupUpdate = Filled<WatchRollupResponseJson>;

const service = 'lienthong.operations.v1.OperationsService';

export const queryRollup = (
  selection: Selection,
  signal?: AbortSignal,
): Promise<Filled<QueryRollupResponseJson>> => call(`${service}/QueryRollup`, { selection }, signal);

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
