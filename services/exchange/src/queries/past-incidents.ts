import { type Incident, IncidentKind } from '@lienthong/contracts/exchange/v1/exchange';
import { seenOfPast } from '../commands/end-past.ts';
import type { Site } from '../commands/site.ts';
import { missingPasts } from '../domain/engine/past.ts';

/** Units that were handed over to this site with more records than it holds. The key's channel is the source's, its id is empty. */
export const pastIncidents = ({ runner }: Site): Incident[] =>
  missingPasts(runner.engine.memory).map((past) => ({
    key: { channel: past.channel, unit: past.unit, id: '' },
    kind: IncidentKind.PAST_MISSING,
    rev: 0,
    broke: 0,
    since: undefined,
    instances: [],
    jumpRev: 0,
    jumpHop: '',
    difference: undefined,
    settledAt: '',
    seen: seenOfPast(past),
    held: past.held,
    wanted: past.wanted,
    heldAt: [],
    reachedRev: 0,
  }));
