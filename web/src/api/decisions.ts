import type {
  DecisionActionJson,
  DecisionJson,
  DecisionKindJson,
} from '../gen/lienthong/common/v1/decision_pb.ts';
import type { ListDecisionsResponseJson } from '../gen/lienthong/exchange/v1/exchange_pb.ts';
import { call } from './call.ts';
import type { IncidentAction, IncidentKind } from './exchange.ts';
import type { Filled } from './filled.ts';
import type { HistoryAction } from './reporting.ts';

/** The services that keep what people decided, each with a method of the same shape. */
const services = {
  exchange: 'lienthong.exchange.v1.ExchangeService',
  reporting: 'lienthong.reporting.v1.ReportingService',
  directory: 'lienthong.directory.v1.DirectoryService',
} as const;
export type Deciding = keyof typeof services;

export type DecisionKind = IncidentKind | 'history_missing' | 'lost_facts' | 'sites';
export type DecisionAction =
  | IncidentAction
  | HistoryAction
  | 'lost_facts'
  | 'hand_over'
  | 'retire'
  | 'name_successor'
  | 'other';
export type Decision = Omit<Filled<DecisionJson>, 'kind' | 'action'> & {
  kind: DecisionKind;
  action: DecisionAction;
};

const kinds: Record<DecisionKindJson, DecisionKind> = {
  DECISION_KIND_UNSPECIFIED: 'other',
  DECISION_KIND_MARKED: 'marked',
  DECISION_KIND_STUB: 'stub',
  DECISION_KIND_CONTESTED: 'contested',
  DECISION_KIND_STRANDED: 'stranded',
  DECISION_KIND_JUMP: 'jump',
  DECISION_KIND_REGISTRY_RESTORED: 'registry_restored',
  DECISION_KIND_TWIN: 'twin',
  DECISION_KIND_PAST_MISSING: 'past_missing',
  DECISION_KIND_HISTORY_MISSING: 'history_missing',
  DECISION_KIND_LOST_FACTS: 'lost_facts',
  DECISION_KIND_SITES: 'sites',
};

const actions: Record<DecisionActionJson, DecisionAction> = {
  DECISION_ACTION_UNSPECIFIED: 'other',
  DECISION_ACTION_LIFT: 'lift',
  DECISION_ACTION_ADOPT: 'adopt',
  DECISION_ACTION_DELETE: 'delete',
  DECISION_ACTION_ACCEPT: 'accept',
  DECISION_ACTION_DISMISS: 'dismiss',
  DECISION_ACTION_KEEP: 'keep',
  DECISION_ACTION_ENTERED: 'entered',
  DECISION_ACTION_TAKE_BACK: 'take_back',
  DECISION_ACTION_PUBLISH: 'publish',
  DECISION_ACTION_NO_MORE: 'no_more',
  DECISION_ACTION_INHERIT: 'inherit',
  DECISION_ACTION_START_ANEW: 'start_anew',
  DECISION_ACTION_LOST_FACTS: 'lost_facts',
  DECISION_ACTION_HAND_OVER: 'hand_over',
  DECISION_ACTION_RETIRE: 'retire',
  DECISION_ACTION_NAME_SUCCESSOR: 'name_successor',
};

const named = ({ kind, action, ...rest }: Filled<DecisionJson>): Decision => ({
  ...rest,
  kind: kinds[kind] ?? 'other',
  action: actions[action] ?? 'other',
});

type Page = Filled<ListDecisionsResponseJson>;
/** A page with its decisions by name. */
type NamedPage = Omit<Page, 'decisions'> & { decisions: Decision[] };

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
  const pages = await Promise.all(
    from.map((one) => call<Page>(`${services[one]}/ListDecisions`, asked, signal)),
  );
  return mergeDecisions(pages.map((page) => ({ ...page, decisions: page.decisions.map(named) })));
}

/** Of several services' pages as much as all of them have said: one may go further back than another. */
export function mergeDecisions(pages: readonly NamedPage[]): DecisionPage {
  const ends = pages.flatMap(({ isMore, decisions }) => (isMore ? (decisions.at(-1)?.at ?? []) : []));
  const before = ends.sort((a, b) => momentOf(b) - momentOf(a))[0];
  const decisions = pages
    .flatMap((page) => page.decisions)
    .filter(({ at }) => before === undefined || momentOf(at) >= momentOf(before))
    .sort((a, b) => momentOf(b.at) - momentOf(a.at));
  return before === undefined ? { decisions } : { decisions, before };
}

const momentOf = (at = ''): number => Date.parse(at);
