import { z } from 'zod';

/** The paces at which the sites below speak, in milliseconds: what their `exchange` is configured with. */
export const settings = z.strictObject({
  sumsMs: z.number().int().positive().default(900_000),
  silentAfterMs: z.number().int().positive().default(150_000),
});
export type Settings = z.infer<typeof settings>;
