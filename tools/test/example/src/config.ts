import { z } from 'zod';

export const settings = z.strictObject({
  /** Whether the surveys of reports go out, 5 MB each. */
  surveys: z.boolean().default(true),
});
export type Settings = z.infer<typeof settings>;
