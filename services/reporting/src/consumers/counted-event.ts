import type { Contribution as WireContribution } from '@lienthong/contracts/common/v1/facts';
import {
  type Contribution,
  type DeadReason,
  deadReason,
  type FieldRule,
  isLocalDay,
  isUnitKey,
  pickContribution,
} from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import type { CountedEvent } from '../domain/counted-event.ts';

/** An event that can never be used as it is: a field of `common.v1.Event` breaks a rule. */
export class UnusableEvent extends Error {
  override readonly name = 'UnusableEvent';
  readonly reason: DeadReason;

  constructor(field: string, rule: FieldRule) {
    super(`${field}: ${rule}`);
    this.reason = deadReason('INVALID_EVENT', { field, rule });
  }
}

const nameShape = /^[a-z][a-z0-9_]{0,39}$/;
/** A code of any register: `civil_status`, `1.004194`, `20116@0`. */
const valueShape = /^[A-Za-z0-9][A-Za-z0-9_.@:-]{0,63}$/;
const mostDimensions = 8;
/** Either way. Eight thousand of the largest add up exactly: integers do up to 2^53. */
const mostValue = 2 ** 40;
const contribution = 'facts.contributions';

/**
 * What reporting reads of an event; undefined: it touches no number. Dropped on purpose: the aggregate's id and the service's own message.
 *
 * @throws UnusableEvent naming the field and the rule.
 */
export function countedEvent(event: EventEnvelope): CountedEvent | undefined {
  const { id, type, unit, time, facts, cancels, reference, contributionVersion } = event;
  if (facts.length + cancels.length === 0) return undefined;
  if (!isUnitKey(unit)) throw new UnusableEvent('unit', 'UNIT_KEY');
  if (time === undefined || Number.isNaN(time.getTime())) throw new UnusableEvent('time', 'REQUIRED');
  return {
    eventId: id,
    eventType: type,
    unit,
    at: time.getTime(),
    reference: { kind: reference?.kind ?? '', code: reference?.code ?? '' },
    facts: facts.map(({ day, contributions }) => ({
      day: localDay(day, 'facts.day'),
      contributions: contributions.map(contributionOf),
    })),
    cancels: cancels.map(({ eventId, day }) => {
      if (eventId === '') throw new UnusableEvent('cancels.event_id', 'REQUIRED');
      return { eventId, day: localDay(day, 'cancels.day') };
    }),
    contributionVersion,
  };
}

function contributionOf(wire: WireContribution): Contribution {
  const { dimensions, carriedBy, value } = wire;
  if (carriedBy !== '') localDay(carriedBy, `${contribution}.carried_by`);
  if (!Number.isSafeInteger(value) || Math.abs(value) > mostValue)
    throw new UnusableEvent(`${contribution}.value`, 'RANGE');
  if (dimensions.length > mostDimensions) throw new UnusableEvent(`${contribution}.dimensions`, 'TOO_MANY');
  for (const [index, { name, value }] of dimensions.entries()) {
    if (!nameShape.test(name)) throw new UnusableEvent(`${contribution}.dimensions.name`, 'CODE');
    if (!valueShape.test(value)) throw new UnusableEvent(`${contribution}.dimensions.value`, 'CODE');
    const before = dimensions[index - 1]?.name ?? '';
    if (before >= name) throw new UnusableEvent(`${contribution}.dimensions`, 'ORDER');
  }
  return pickContribution(wire);
}

function localDay(day: string, field: string): string {
  if (!isLocalDay(day)) throw new UnusableEvent(field, 'LOCAL_DAY');
  return day;
}
