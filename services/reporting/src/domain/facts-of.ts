import type { CountedEvent } from './counted-event.ts';
import type { Fact } from './fact.ts';

/**
 * The facts of one event, always the same ones in the same order: one for each group that it adds, then one for each day on which it
 * cancels earlier events.
 */
export function factsOf({ facts, cancels, ...common }: CountedEvent): Fact[] {
  const cancelled = new Map<string, Set<string>>();
  for (const { eventId, day } of cancels) {
    const ids = cancelled.get(day) ?? new Set();
    cancelled.set(day, ids.add(eventId));
  }
  const cancelling = [...cancelled]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, ids]) => ({ day, contributions: [], cancels: [...ids].sort() }));
  return [...facts.map((group) => ({ ...group, cancels: [] })), ...cancelling].map((part, index) => ({
    id: `${common.eventId}:${index}`,
    ...common,
    ...part,
  }));
}
