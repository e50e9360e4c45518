import { linkTo, type Memory, neighboursOf } from './memory.ts';

/** A clock that is off by more dates dossiers wrongly (E clock). Milliseconds. */
export const mostClockDifference = 300_000;

/**
 * A neighbour says what time it has; half the way's round trip is allowed for. Kept on the steady clock, so that a step of this site's own
 * clock shows at once, also while the neighbour is away. Nothing is ordered by it.
 */
export function noteClock(memory: Memory, from: string, sentAt: number): void {
  if (sentAt === 0) return;
  const onTheWay = (linkTo(memory, from).lowestRoundTrip ?? 0) / 2;
  memory.clocks.set(from, sentAt + onTheWay - memory.environment.steady());
}

/** By how much a neighbour's clock differs from this site's, in milliseconds; positive: it is ahead. Undefined: it has not said its time. */
export function clockDifference({ clocks, environment }: Memory, hop: string): number | undefined {
  const offset = clocks.get(hop);
  return offset === undefined ? undefined : offset + environment.steady() - environment.clock();
}

/** Whether a neighbour's clock and this site's differ so much that one of them dates dossiers wrongly. */
export const isClockOff = (memory: Memory, hop: string): boolean =>
  Math.abs(clockDifference(memory, hop) ?? 0) > mostClockDifference;

/**
 * A neighbour that this site's clock differs from, when it differs from at least half of those that have said their time: it may be this
 * one that is wrong. The parent before others.
 */
export function findDoubtOfClock(memory: Memory): { hop: string; difference: number } | undefined {
  const known = neighboursOf(memory).filter((hop) => memory.clocks.has(hop));
  const off = known.filter((hop) => isClockOff(memory, hop));
  if (off.length === 0 || off.length * 2 < known.length) return undefined;
  const parent = memory.registry.parentOf(memory.site);
  const hop = off.find((one) => one === parent) ?? off[0] ?? '';
  return { hop, difference: clockDifference(memory, hop) ?? 0 };
}
