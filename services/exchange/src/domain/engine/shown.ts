import type { Watermark } from '../messages.ts';
import { mostClockDifference } from './clocks.ts';
import type { Memory } from './memory.ts';
import { isTwin } from './twins.ts';

/**
 * As a service here may show it. Of a site that lives twice nobody knows which copy counts. What is complete up to a time that has not come
 * would be current for ever: its owner's clock is wrong, or it lies.
 * @param now business time here.
 */
export function asShown(memory: Memory, watermark: Watermark, now: number): Watermark {
  const { unit, asOf } = watermark;
  const owner = memory.registry.ownerOf(unit);
  if (owner !== undefined && isTwin(memory, owner)) return { ...watermark, asOf: null, reason: 'twin' };
  if (asOf !== null && asOf - now > mostClockDifference) return { ...watermark, asOf: null, reason: 'ahead' };
  return watermark;
}
