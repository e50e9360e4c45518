import type { Decision } from '@lienthong/contracts/common/v1/decision';
import { type Instant, newestFirst, type UnitKey } from '@lienthong/domain';
import type { HistoryStore, LostFactStore } from '../commands/ports.ts';
import { channel } from '../config.ts';

const mostAtOnce = 200;
const mostNamed = 20;
/** What people decided about history and lost facts of units that the caller sees, the newest first. */
export async function listDecisions(
  { history, lostFacts }: { history: HistoryStore; lostFacts: LostFactStore },
  before: Date | undefined,
  isSeen: (unit: UnitKey) => boolean,
): Promise<{ decisions: Decision[]; isMore: boolean }> {
  const ofHistory = (await history.decided()).map(({ decision: action, days, ...rest }) =>
    decision({ ...rest, kind: 'history_missing', action, channel }, days),
  );
  const ofFacts = (await lostFacts.decided()).map(({ references, ...rest }) =>
    decision({ ...rest, kind: 'lost_facts', action: 'lost_facts', channel: '' }, references),
  );
  const seen = [...ofHistory, ...ofFacts].filter(({ unit }) => isSeen(unit));
  const { page, isMore } = newestFirst(seen, before?.getTime(), mostAtOnce);
  return { decisions: page.map(({ at, ...rest }) => ({ at: new Date(at), ...rest })), isMore };
}

type Dated = Omit<Decision, 'at'> & { at: Instant };

const decision = (what: Omit<Dated, 'about' | 'count'>, about: readonly string[]): Dated => ({
  ...what,
  about: about.slice(0, mostNamed),
  count: about.length,
});
