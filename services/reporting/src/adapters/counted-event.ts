import type { Contribution as WireContribution } from '@lienthong/contracts/common/v1/facts';
import { type Contribution, isLocalDay, isUnitKey, pickContribution } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import type { CountedEvent } from '../domain/counted-event.ts';

/** Why an event can never be used as it is; the words hold no content of the event beyond codes. */
export class UnusableEvent extends Error {
  override readonly name = 'UnusableEvent';
}

const nameShape = /^[a-z][a-z0-9_]{0,39}$/;
/** A code of any register: `civil_status`, `1.004194`, `20116@0`. */
const valueShape = /^[A-Za-z0-9][A-Za-z0-9_.@:-]{0,63}$/;
const mostDimensions = 8;

/**
 * What reporting reads of an event; undefined: it touches no number. Dropped on purpose: the aggregate's id and the service's own message.
 *
 * @throws UnusableEvent naming what is wrong.
 */
export function countedEvent(event: EventEnvelope): CountedEvent | undefined {
  const { id, type, unit, time, facts, cancels, reference, formula } = event;
  if (facts.length + cancels.length === 0) return undefined;
  if (!isUnitKey(unit)) throw new UnusableEvent('the event names no unit');
  if (time === undefined || Number.isNaN(time.getTime())) throw new UnusableEvent('the event has no time');
  return {
    eventId: id,
    eventType: type,
    unit,
    at: time.getTime(),
    reference: { kind: reference?.kind ?? '', code: reference?.code ?? '' },
    facts: facts.map(({ day, contributions }) => ({
      day: localDay(day, 'the day of a fact'),
      contributions: contributions.map(contributionOf),
    })),
    cancels: cancels.map(({ eventId, day }) => {
      if (eventId === '') throw new UnusableEvent('a cancelled event has no id');
      return { eventId, day: localDay(day, 'the cancelled day') };
    }),
    formula,
  };
}

function contributionOf(wire: WireContribution): Contribution {
  const { dimensions, carriedBy } = wire;
  if (carriedBy !== '') localDay(carriedBy, 'what a contribution is carried by');
  if (dimensions.length > mostDimensions)
    throw new UnusableEvent(`a contribution has more than ${mostDimensions} dimensions`);
  for (const [index, { name, value }] of dimensions.entries()) {
    if (!nameShape.test(name)) throw new UnusableEvent('a dimension has no name');
    if (!valueShape.test(value)) throw new UnusableEvent(`the dimension ${name} has no value`);
    const before = dimensions[index - 1]?.name ?? '';
    if (before >= name)
      throw new UnusableEvent(`the dimensions ${before}, ${name} are not in order, or one twice`);
  }
  return pickContribution(wire);
}

function localDay(day: string, what: string): string {
  if (!isLocalDay(day)) throw new UnusableEvent(`${what} is no day`);
  return day;
}
