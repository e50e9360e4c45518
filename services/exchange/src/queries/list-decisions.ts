import type { Decision } from '@lienthong/contracts/common/v1/decision';
import type { ListDecisionsResponse } from '@lienthong/contracts/exchange/v1/exchange';
import { type Instant, newestFirst } from '@lienthong/domain';
import type { Site } from '../commands/site.ts';
import type { Ruling } from '../domain/document.ts';
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

function ofRecord(key: Key, { at, by, action, reason }: Ruling): Dated {
  const { channel, unit, id } = partsOf(key);
  return { at, by, action, reason, kind: kindOf[action] ?? '', channel, unit, about: [id], count: 1 };
}

function ofTwin({ at, by, action, reason, site = '' }: Ruling): Dated {
  return { at, by, action, reason, kind: 'twin', channel: '', unit: '', about: [site], count: 1 };
}

function ofPast({ unit, channel, ruling: { at, by, action, reason } }: EndedPast): Dated {
  return { at, by, action, reason, kind: 'past_missing', channel, unit, about: [], count: 0 };
}

/** What each choice about a record settles. */
const kindOf: Readonly<Record<string, string>> = {
  lift: 'marked',
  keep: 'contested',
  accept: 'jump',
  dismiss: 'jump',
  entered: 'stranded',
  adopt: 'stub',
  delete: 'stub',
  take_back: 'registry_restored',
  publish: 'registry_restored',
};
