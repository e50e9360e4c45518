import {
  Change,
  Channel,
  DossierEvent,
  Movement as WireMovement,
  Timeliness,
} from '@lienthong/contracts/onestop/v1/dossier_events';
import type { EventEnvelope } from '@lienthong/messaging';
import type { DossierMoves, Movement } from '../../src/domain/dossier-moves.ts';

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

/** An event as it comes from the stream or from its owner. */
export const envelope = (moves: DossierMoves): EventEnvelope => ({
  id: moves.eventId,
  type: moves.eventType,
  subject: moves.eventId,
  unit: moves.unit,
  time: new Date(moves.at),
  version: 1,
  data: Buffer.from(
    DossierEvent.encode(
      DossierEvent.create({
        dossierCode: moves.dossierCode,
        movements: moves.movements.map(wireMovement),
        cancels: moves.cancels.map(({ eventId, day }) => ({ eventId, day })),
      }),
    ).finish(),
  ),
});

/** All on two days, so that everything meets. */
export const crowded = (moves: DossierMoves): DossierMoves => {
  const near = (day: string): string => (Number(day.slice(-2)) % 2 === 0 ? '2025-06-28' : '2025-06-29');
  return {
    ...moves,
    movements: moves.movements.map((movement) => ({ ...movement, day: near(movement.day) })),
    cancels: moves.cancels.map((cancel) => ({ ...cancel, day: near(cancel.day) })),
  };
};
