import { z } from 'zod';
import { standardTiming, type Timing } from './domain/timing.ts';

/** Intervals in milliseconds, and limits; production keeps the defaults of the protocol. */
export const settings = z.strictObject({
  scanMs: z.number().int().positive().default(600_000),
  sumsMs: z.number().int().positive().default(900_000),
  helloMs: z.number().int().positive().default(60_000),
  pushMs: z.number().int().positive().default(5_000),
  backOffMs: z.number().int().positive().default(10_000),
  silentAfterMs: z.number().int().positive().default(150_000),
  /** Largest content that a service of this site may put, in bytes; what other sites' services put is passed on up to 2 GiB. */
  contentBytes: z
    .number()
    .int()
    .min(1_000_000)
    .max(2 ** 31)
    .default(200_000_000),
});
export type Settings = z.infer<typeof settings>;

/** The record that carries the site registry, written by the province's directory. */
export const registryKeyOf = (province: string): string => `d3-directory/${province}@0/sites`;

/** The protocol's paces; a site's configuration may shorten them for the demonstration and tests. */
export function timingOf(paces: Settings): Timing {
  return {
    ...standardTiming,
    scan: paces.scanMs,
    sums: paces.sumsMs,
    hello: paces.helloMs,
    push: paces.pushMs,
    backoffFirst: paces.backOffMs,
    silence: paces.silentAfterMs,
    wakeEvery: Math.min(standardTiming.wakeEvery, paces.helloMs),
  };
}
