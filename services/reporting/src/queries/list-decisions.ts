import { type Decision, DecisionAction, DecisionKind } from '@lienthong/contracts/common/v1/decision';
import { codesByWord } from '@lienthong/contracts/enum-words';
import { type Instant, newestFirst, type UnitKey } from '@lienthong/domain';
import type { HistoryStore, LostFactStore } from '../commands/ports.ts';

const mostAtOnce = 200;
const mostNamed = 20;

const actions = codesByWord(DecisionAction);

/** What people decided about history and lost facts of units that the caller sees, the newest first. */
export async function listDecisions(
  sources: readonly { channel: string; history: HistoryStore; lostFacts: LostFactStore }[],
  before: Date | undefined,
  isSeen: (unit: UnitKey) => boolean,
): Promise<{ decisions: Decision[]; isMore: boolean }> {
  const all = (await Promise.all(sources.map(decisionsOf))).flat();
  const { page, isMore } = newestFirst(
    all.filter(({ unit }) => isSeen(unit)),
    before?.getTime(),
    mostAtOnce,
  );
  return { decisions: page.map(({ at, ...rest }) => ({ at: new Date(at), ...rest })), isMore };
}

async function decisionsOf({
  channel,
  history,
  lostFacts,
}: Parameters<typeof listDecisions>[0][number]): Promise<Dated[]> {
  const ofHistory = (await history.decided()).map(({ decision: action, days, ...rest }) =>
    decision({ ...rest, kind: DecisionKind.HISTORY_MISSING, action: actions[action], channel }, days),
  );
  const ofFacts = (await lostFacts.decided()).map(({ references, ...rest }) =>
    decision(
      { ...rest, kind: DecisionKind.LOST_FACTS, action: DecisionAction.LOST_FACTS, channel },
      references,
    ),
  );
  return [...ofHistory, ...ofFacts];
}

type Dated = Omit<Decision, 'at'> & { at: Instant };

const decision = (what: Omit<Dated, 'about' | 'count'>, about: readonly string[]): Dated => ({
  ...what,
  about: about.slice(0, mostNamed),
  count: about.length,
});
