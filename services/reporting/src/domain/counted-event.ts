import {
  type Contribution,
  type DeadReason,
  deadReason,
  type Instant,
  type LocalDay,
  type Remedies,
  type UnitKey,
} from '@lienthong/domain';
import type { Catalogue } from './catalogue.ts';
import type { Reference } from './fact.ts';

/** What reporting reads of an event that touches the numbers: no person, no text. */
export interface CountedEvent {
  eventId: string;
  eventType: string;
  unit: UnitKey;
  /** Business time of the event. */
  at: Instant;
  reference: Reference;
  /** What it adds to which day. */
  facts: readonly { day: LocalDay; contributions: Contribution[] }[];
  /** Earlier events whose facts of a day no longer count. */
  cancels: readonly { eventId: string; day: LocalDay }[];
  /** The owner's version of how it makes all this. */
  contributionVersion: number;
}

/** What ends the causes for which events are rejected. */
export const remedies: Remedies = {
  INDICATOR_UNKNOWN: 'table',
  INDICATOR_OF_ANOTHER: 'table',
  DIMENSION_UNKNOWN: 'table',
  VALUE_UNKNOWN: 'table',
  FLOW_CARRIED: 'support',
  INVALID_EVENT: 'support',
};

/**
 * Why an event cannot be counted by the catalogue as it is now; undefined: it can.
 *
 * @param owner the service whose event it is, by the way on which it came: its type is what that service says.
 */
export function findUncountable(
  event: CountedEvent,
  { owner, catalogue }: { owner: string; catalogue: Catalogue },
): DeadReason | undefined {
  for (const { day, contributions } of event.facts)
    for (const contribution of contributions) {
      const reason = whyNot(contribution, { day, owner }, catalogue);
      if (reason !== undefined) return reason;
    }
  return undefined;
}

function whyNot(
  { indicator: code, dimensions, carriedBy }: Contribution,
  { day, owner }: { day: LocalDay; owner: string },
  catalogue: Catalogue,
): DeadReason | undefined {
  const indicator = catalogue.find(code, day);
  if (!indicator) return deadReason('INDICATOR_UNKNOWN', { indicator: code });
  if (indicator.owner !== owner) return deadReason('INDICATOR_OF_ANOTHER', { indicator: code, owner });
  if (indicator.kind === 'flow' && carriedBy !== '') return deadReason('FLOW_CARRIED', { indicator: code });
  for (const { name, value } of dimensions) {
    if (!indicator.dimensions.includes(name))
      return deadReason('DIMENSION_UNKNOWN', { indicator: code, dimension: name });
    if (catalogue.valuesOf(name)?.has(value) === false)
      return deadReason('VALUE_UNKNOWN', { dimension: name, value });
  }
  return undefined;
}
