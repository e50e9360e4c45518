import type * as common from '../gen/common.ts';
import * as directory from '../gen/directory.ts';
import * as exchange from '../gen/exchange.ts';
import * as reporting from '../gen/reporting.ts';
import { call } from './call.ts';
import { type ShortName, shortName } from './short-name.ts';

/** The services that keep what people decided, each with a method of the same shape. */
const methods = {
  exchange: exchange.listDecisions,
  reporting: reporting.listDecisions,
  directory: directory.listDecisions,
} as const;
export type Deciding = keyof typeof methods;

export type DecisionKind = ShortName<'DECISION_KIND', common.DecisionKind>;
export type DecisionAction = ShortName<'DECISION_ACTION', common.DecisionAction>;
export type Decision = Omit<common.Decision, 'kind' | 'action'> & {
  kind: DecisionKind;
  action: DecisionAction;
};

const named = ({ kind, action, ...rest }: common.Decision): Decision => ({
  ...rest,
  kind: shortName('DECISION_KIND', kind),
  action: shortName('DECISION_ACTION', action),
});

type Page = exchange.ListDecisionsResponse;
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
  const pages = await Promise.all(from.map((one): Promise<Page> => call(methods[one], asked, signal)));
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
