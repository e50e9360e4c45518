import type { DecisionJson } from '../gen/lienthong/common/v1/decision_pb.ts';
import type { ListDecisionsResponseJson } from '../gen/lienthong/exchange/v1/exchange_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

/** The services that keep what people decided, each with a method of the same shape. */
const services = {
  exchange: 'lienthong.exchange.v1.ExchangeService',
  reporting: 'lienthong.reporting.v1.ReportingService',
  directory: 'lienthong.directory.v1.DirectoryService',
} as const;
export type Deciding = keyof typeof services;

export type Decision = Filled<DecisionJson>;
type Page = Filled<ListDecisionsResponseJson>;

/** Of all services, the newest first. `before`: where the older ones begin; absent: there are none. */
export interface DecisionPage {
  decisions: Decision[];
  before?: string;
}

/** What was decided before a moment, at most some hundreds. */
export async function listDecisions(
  from: readonly Deciding[],
  before: string | undefined,
  signal?: AbortSignal,
): Promise<DecisionPage> {
  const asked = before === undefined ? {} : { before };
  return mergeDecisions(
    await Promise.all(from.map((one) => call<Page>(`${services[one]}/ListDecisions`, asked, signal))),
  );
}

/** Of several services' pages as much as all of them have said: one may go further back than another. */
export function mergeDecisions(pages: readonly Page[]): DecisionPage {
  const ends = pages.flatMap(({ isMore, decisions }) => (isMore ? (decisions.at(-1)?.at ?? []) : []));
  const before = ends.sort((a, b) => momentOf(b) - momentOf(a))[0];
  const decisions = pages
    .flatMap((page) => page.decisions)
    .filter(({ at }) => before === undefined || momentOf(at) >= momentOf(before))
    .sort((a, b) => momentOf(b.at) - momentOf(a.at));
  return before === undefined ? { decisions } : { decisions, before };
}

const momentOf = (at = ''): number => Date.parse(at);
