import { readFileSync, statSync } from 'node:fs';
import { dayOf, type Instant, instantOf, type LocalDay } from '@lienthong/domain';
import { z } from 'zod';

/** Serves tokens, leases, back-off, freshness and ids. Never dates what people do, never orders anything. */
export interface MachineClock {
  now(): Instant;
}

/** Dates what people do (zone Asia/Ho_Chi_Minh). Deadlines, days and periods come from it. */
export interface BusinessClock {
  now(): Instant;
  today(): LocalDay;
  /** True when it does not show the machine's time: the demonstration and tests. */
  readonly shifted: boolean;
}

export const machineClock: MachineClock = { now: () => Date.now() };

/**
 * What a shifted clock's file says: at machine time `setAt` it was `businessAt`, and it runs on from there until `stopsAt`.
 * Moving the clock is writing this file anew.
 */
const shiftSchema = z.object({
  businessAt: z.iso.datetime({ offset: true }),
  setAt: z.iso.datetime({ offset: true }),
  stopsAt: z.iso.datetime({ offset: true }).optional(),
});
export type ClockShift = z.infer<typeof shiftSchema>;

/** A clock that shows what `day` and `time` say now, and stops at 23:59 of that day. */
export function clockShift(day: LocalDay, time: string, machine: MachineClock = machineClock): ClockShift {
  return {
    businessAt: new Date(instantOf(day, time)).toISOString(),
    setAt: new Date(machine.now()).toISOString(),
    stopsAt: new Date(instantOf(day, '23:59')).toISOString(),
  };
}

/** The machine's time, as production has it. */
export function createBusinessClock(machine: MachineClock = machineClock): BusinessClock {
  return { now: () => machine.now(), today: () => dayOf(machine.now()), shifted: false };
}

/**
 * A clock that follows a file ({@link ClockShift}); the file is looked at again at most every 100 ms, and the clock never runs
 * backwards within a process unless the file was changed.
 */
export function createShiftedClock(file: string, machine: MachineClock = machineClock): BusinessClock {
  let shift = readShift(file);
  let changedAt = statSync(file).mtimeMs;
  let lookedAt = machine.now();
  const now = (): Instant => {
    if (machine.now() - lookedAt > 100) {
      lookedAt = machine.now();
      const modified = statSync(file).mtimeMs;
      if (modified !== changedAt) {
        changedAt = modified;
        shift = readShift(file);
      }
    }
    return Math.min(machine.now() + shift.by, shift.stopsAt);
  };
  return { now, today: () => dayOf(now()), shifted: true };
}

function readShift(file: string): { by: number; stopsAt: Instant } {
  const { businessAt, setAt, stopsAt } = shiftSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    by: Date.parse(businessAt) - Date.parse(setAt),
    stopsAt: stopsAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(stopsAt),
  };
}
