import { DecisionAction, DecisionKind } from '@lienthong/contracts/common/v1/decision';
import type { ListDecisionsResponse } from '@lienthong/contracts/directory/v1/directory';
import { newestFirst } from '@lienthong/domain';
import type { TableChange, TableStore } from '../projections/ports.ts';

const mostAtOnce = 200;
const mostNamed = 20;

const actions: Readonly<Record<TableChange['action'], DecisionAction>> = {
  hand_over: DecisionAction.HAND_OVER,
  retire: DecisionAction.RETIRE,
  name_successor: DecisionAction.NAME_SUCCESSOR,
};

/** What people changed in the registry of sites, the newest first. */
export async function listDecisions(
  store: Pick<TableStore, 'find'>,
  before: Date | undefined,
): Promise<ListDecisionsResponse> {
  const changes = (await store.find('sites'))?.changes ?? [];
  const dated = changes.map((change) => ({ at: change.at.getTime(), change }));
  const { page, isMore } = newestFirst(dated, before?.getTime(), mostAtOnce);
  const decisions = page.map(({ change: { at, by, action, reason, about = [] } }) => ({
    at,
    by,
    kind: DecisionKind.SITES,
    action: actions[action],
    reason,
    unit: '',
    channel: '',
    about: about.slice(0, mostNamed),
    count: about.length,
  }));
  return { decisions, isMore };
}
