import type { DossierMoves, Movement } from './dossier-moves.ts';
import type { Contribution, Fact } from './fact.ts';
import { formulaVersion, type Indicator } from './indicator.ts';

/**
 * The facts of one event, always the same ones in the same order: one for each movement, then one for each day on which it cancels
 * earlier events. An event that touches no number has none.
 */
export function factsOf(moves: DossierMoves): Fact[] {
  const common = {
    eventId: moves.eventId,
    eventType: moves.eventType,
    unit: moves.unit,
    at: moves.at,
    dossierCode: moves.dossierCode,
    formula: formulaVersion,
  };
  const moved = moves.movements.map((movement) => ({
    day: movement.day,
    contributions: contributionsOf(movement),
    cancels: [] as string[],
  }));
  const cancelled = new Map<string, Set<string>>();
  for (const { eventId, day } of moves.cancels) {
    const ids = cancelled.get(day) ?? new Set();
    cancelled.set(day, ids.add(eventId));
  }
  const cancelling = [...cancelled]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, ids]) => ({ day, contributions: [] as Contribution[], cancels: [...ids].sort() }));
  return [...moved, ...cancelling].map((part, index) => ({
    id: `${moves.eventId}:${index}`,
    ...common,
    ...part,
  }));
}

function contributionsOf(movement: Movement): Contribution[] {
  const { field, channel, pendingBefore, dueBefore, pendingAfter, dueAfter } = movement;
  const found: Contribution[] = [];
  const counted = indicatorOf(movement);
  if (counted) found.push({ indicator: counted, field, channel, dueDay: '', value: 1 });
  if (pendingBefore && pendingAfter && dueBefore === dueAfter) return found;
  if (pendingBefore) found.push({ indicator: 'pending', field, channel, dueDay: dueBefore, value: -1 });
  if (pendingAfter) found.push({ indicator: 'pending', field, channel, dueDay: dueAfter, value: 1 });
  return found;
}

/** The flow that a change counts in besides `pending`. */
function indicatorOf({ change }: Movement): Indicator | undefined {
  switch (change.kind) {
    case 'received':
      return 'received';
    case 'finished':
      return `finished_${change.timeliness}`;
    case 'withdrawn':
      return 'withdrawn';
    case 'suspended':
    case 'resumed':
    case 'rescheduled':
      return undefined;
    default:
      return change satisfies never;
  }
}
