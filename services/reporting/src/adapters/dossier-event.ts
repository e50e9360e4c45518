import type { EventEnvelope } from '@lienthong/messaging';
import {
  Change,
  Channel,
  DossierEvent,
  type Movement as WireMovement,
  Timeliness,
} from '@lienthong/contracts/onestop/v1/dossier_events';
import { isLocalDay, isUnitKey } from '@lienthong/domain';
import type { DossierMoves, Movement } from '../domain/dossier-moves.ts';

/** Why an event can never be used as it is; the words hold no content of the event beyond codes. */
export class UnusableEvent extends Error {
  override readonly name = 'UnusableEvent';
}

const typeShape =
  /^onestop\.dossier\.(received|handed_over|supplement_requested|resumed|finished|returned|withdrawn|voided|corrected)\.v1$/;
const codeShape = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * What reporting reads of a dossier event. Dropped on purpose: the dossier's id, the procedure, the actor, the note; nothing of the
 * dossier itself is in the event.
 *
 * @throws UnusableEvent naming what is wrong.
 */
export function movesOf(event: EventEnvelope): DossierMoves {
  if (!typeShape.test(event.type)) throw new UnusableEvent(`the event type ${event.type} is not known here`);
  if (!isUnitKey(event.unit)) throw new UnusableEvent('the event names no unit');
  if (event.time === undefined || Number.isNaN(event.time.getTime()))
    throw new UnusableEvent('the event has no time');
  const body = decode(event.data);
  return {
    eventId: event.id,
    eventType: event.type,
    unit: event.unit,
    at: event.time.getTime(),
    dossierCode: body.dossierCode,
    movements: body.movements.map(movementOf),
    cancels: body.cancels.map(({ eventId, day }) => {
      if (eventId === '') throw new UnusableEvent('a cancelled event has no id');
      return { eventId, day: localDay(day, 'cancelled day') };
    }),
  };
}

function decode(data: Uint8Array): DossierEvent {
  try {
    return DossierEvent.decode(data);
  } catch {
    throw new UnusableEvent('the body is not a dossier event');
  }
}

function movementOf(movement: WireMovement): Movement {
  const { pendingBefore, dueBefore, pendingAfter, dueAfter, field } = movement;
  if (!codeShape.test(field)) throw new UnusableEvent('a movement has no procedure field');
  return {
    day: localDay(movement.day, 'day'),
    change: changeOf(movement),
    field,
    channel: channelOf(movement.channel),
    pendingBefore,
    dueBefore: dueDay(dueBefore),
    pendingAfter,
    dueAfter: dueDay(dueAfter),
  };
}

function changeOf({ change, timeliness }: WireMovement): Movement['change'] {
  switch (change) {
    case Change.RECEIVED:
      return { kind: 'received' };
    case Change.SUSPENDED:
      return { kind: 'suspended' };
    case Change.RESUMED:
      return { kind: 'resumed' };
    case Change.FINISHED:
      return { kind: 'finished', timeliness: timelinessOf(timeliness) };
    case Change.WITHDRAWN:
      return { kind: 'withdrawn' };
    case Change.RESCHEDULED:
      return { kind: 'rescheduled' };
    case Change.UNSPECIFIED:
    case Change.UNRECOGNIZED:
      throw new UnusableEvent('a movement has a change that is not known here');
    default:
      return unknown(change, 'change');
  }
}

function timelinessOf(timeliness: Timeliness): 'early' | 'on_time' | 'late' {
  switch (timeliness) {
    case Timeliness.EARLY:
      return 'early';
    case Timeliness.ON_TIME:
      return 'on_time';
    case Timeliness.LATE:
      return 'late';
    case Timeliness.UNSPECIFIED:
    case Timeliness.UNRECOGNIZED:
      throw new UnusableEvent('a finished dossier is neither early nor on time nor late');
    default:
      return unknown(timeliness, 'timeliness');
  }
}

function channelOf(channel: Channel): Movement['channel'] {
  switch (channel) {
    case Channel.COUNTER:
      return 'counter';
    case Channel.ONLINE:
      return 'online';
    case Channel.POST:
      return 'post';
    case Channel.UNSPECIFIED:
    case Channel.UNRECOGNIZED:
      throw new UnusableEvent('a movement has a channel that is not known here');
    default:
      return unknown(channel, 'channel');
  }
}

/** A number that a newer site knows: protobuf hands it through as it is. */
function unknown(value: never, what: string): never {
  throw new UnusableEvent(`a movement has ${what} ${String(value)}, which is not known here`);
}

function dueDay(day: string): string {
  return day === '' ? '' : localDay(day, 'due day');
}

function localDay(day: string, what: string): string {
  if (!isLocalDay(day)) throw new UnusableEvent(`the ${what} of a movement is no day`);
  return day;
}
