import {
  Change,
  Channel,
  Movement as WireMovement,
  Timeliness,
} from '@lienthong/contracts/onestop/v1/dossier_events';
import type { Movement } from '../../src/domain/dossier-moves.ts';

const changes = {
  received: Change.RECEIVED,
  suspended: Change.SUSPENDED,
  resumed: Change.RESUMED,
  finished: Change.FINISHED,
  withdrawn: Change.WITHDRAWN,
  rescheduled: Change.RESCHEDULED,
} as const;
const channels = { counter: Channel.COUNTER, online: Channel.ONLINE, post: Channel.POST } as const;
const timeliness = { early: Timeliness.EARLY, on_time: Timeliness.ON_TIME, late: Timeliness.LATE } as const;

/** A movement as the owner of the events writes it. */
export const wireMovement = ({ change, channel, ...rest }: Movement): WireMovement =>
  WireMovement.create({
    ...rest,
    change: changes[change.kind],
    channel: channels[channel],
    timeliness: change.kind === 'finished' ? timeliness[change.timeliness] : Timeliness.UNSPECIFIED,
  });
