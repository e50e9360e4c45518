import { isUnitKey } from '@lienthong/domain';
import { z } from 'zod';

const unitKey = z.string().refine(isUnitKey, 'a unit key is code@yyyymmdd or code@0');

export const settings = z.strictObject({
  /** Agency id (mã định danh) of each unit whose dossiers are received here: the first part of a dossier code. */
  agencyCodes: z
    .partialRecord(unitKey, z.string().regex(/^[A-Z0-9]{2,3}(\.[A-Z0-9]{2,3}){0,5}$/))
    .default({}),
  /** Days for which a counter without the site may date what was handed in to it; older ones are refused. */
  offlineDays: z.number().int().min(1).max(30).default(7),
});
export type Settings = z.infer<typeof settings>;
