import type { Contribution, Instant, LocalDay, UnitKey } from '@lienthong/domain';
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
  formula: number;
}

/** The service whose event it is. */
const ownerOf = ({ eventType }: Pick<CountedEvent, 'eventType'>): string => eventType.split('.')[0] ?? '';

/** Why an event cannot be counted by the catalogue as it is now; undefined: it can. */
export function findUncountable(event: CountedEvent, catalogue: Catalogue): string | undefined {
  for (const { contributions } of event.facts)
    for (const contribution of contributions) {
      const reason = whyNot(contribution, ownerOf(event), catalogue);
      if (reason !== undefined) return reason;
    }
  return undefined;
}

function whyNot(
  { indicator: code, dimensions, carriedBy }: Contribution,
  owner: string,
  catalogue: Catalogue,
): string | undefined {
  const indicator = catalogue.find(code);
  if (!indicator) return `the indicator ${code} is not in the catalogue`;
  if (indicator.owner !== owner) return `the indicator ${code} is not one of ${owner}`;
  if (indicator.kind === 'flow' && carriedBy !== '') return `the flow ${code} is carried by a day`;
  for (const { name, value } of dimensions) {
    if (!indicator.dimensions.includes(name)) return `the indicator ${code} has no dimension ${name}`;
    if (catalogue.valuesOf(name)?.has(value) === false) return `the ${name} ${value} is not in the catalogue`;
  }
  return undefined;
}
