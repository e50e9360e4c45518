import { DecisionAction, DecisionKind } from '@lienthong/contracts/common/v1/decision';
import type { ListDecisionsResponse } from '@lienthong/contracts/directory/v1/directory';
import { codesByWord } from '@lienthong/contracts/enum-words';
import { newestFirst } from '@lienthong/domain';
import type { TableStore } from '../projections/ports.ts';

const mostAtOnce = 200;
const mostNamed = 20;

const actions = codesByWord(DecisionAction);

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
