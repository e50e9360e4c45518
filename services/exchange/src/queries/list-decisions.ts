import { type Decision, DecisionAction, DecisionKind } from '@lienthong/contracts/common/v1/decision';
import { codesByWord } from '@lienthong/contracts/enum-words';
import type { ListDecisionsResponse } from '@lienthong/contracts/exchange/v1/exchange';
import { type Instant, newestFirst } from '@lienthong/domain';
import type { Site } from '../commands/site.ts';
import type { Ruling, RulingAction } from '../domain/document.ts';
import type { EndedPast } from '../domain/ended-past.ts';
import { type Key, partsOf } from '../domain/key.ts';
import { unitsOfTwin } from './twin-incidents.ts';

const mostAtOnce = 200;

/** What people decided at this site about units that the caller sees, the newest first. */
export async function listDecisions(
  site: Site,
  before: Date | undefined,
  isSeen: (unit: string) => boolean,
): Promise<ListDecisionsResponse> {
  const { records, memory, runner, id: self } = site;
  const { registry } = runner.engine.memory;
  const rulings = await records.rulings((key) => isSeen(partsOf(key).unit));
  const settled = (await memory.settledTwins()).filter(({ site: twin = '' }) => {
    const units = unitsOfTwin(registry, self, twin);
    // A site that has gone since is the business of who looks after this one.
    return (units.length > 0 ? units : (registry.find(self)?.owns ?? [])).some(isSeen);
  });
  const ended = (await memory.endedPasts()).filter(({ unit }) => isSeen(unit));
  const all = [
    ...rulings.map(({ key, ruling }) => ofRecord(key, ruling)),
    ...settled.map(ofTwin),
    ...ended.map(ofPast),
  ];
  const { page, isMore } = newestFirst(all, before?.getTime(), mostAtOnce);
  return { decisions: page.map(({ at, ...rest }) => ({ at: new Date(at), ...rest })), isMore };
}

type Dated = Omit<Decision, 'at'> & { at: Instant };

const actions = codesByWord(DecisionAction);

const decision = (
  { at, by, action, reason }: Ruling,
  what: Pick<Decision, 'kind' | 'channel' | 'unit' | 'about'>,
): Dated => ({ at, by, action: actions[action], reason, ...what, count: what.about.length });

function ofRecord(key: Key, ruling: Ruling): Dated {
  const { channel, unit, id } = partsOf(key);
  return decision(ruling, { kind: kindOf[ruling.action], channel, unit, about: [id] });
}

const ofTwin = (ruling: Ruling): Dated =>
  decision(ruling, { kind: DecisionKind.TWIN, channel: '', unit: '', about: [ruling.site ?? ''] });

const ofPast = ({ unit, channel, ruling }: EndedPast): Dated =>
  decision(ruling, { kind: DecisionKind.PAST_MISSING, channel, unit, about: [] });

/** What each choice about a record settles. */
const kindOf: Readonly<Record<RulingAction, DecisionKind>> = {
  lift: DecisionKind.MARKED,
  keep: DecisionKind.CONTESTED,
  accept: DecisionKind.JUMP,
  dismiss: DecisionKind.JUMP,
  entered: DecisionKind.STRANDED,
  adopt: DecisionKind.STUB,
  delete: DecisionKind.STUB,
  take_back: DecisionKind.REGISTRY_RESTORED,
  publish: DecisionKind.REGISTRY_RESTORED,
  no_more: DecisionKind.PAST_MISSING,
};
