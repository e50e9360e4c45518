import { isUnitKey } from '@lienthong/domain';
import { z } from 'zod';

const unitKey = z.string().refine(isUnitKey, 'a unit key is code@yyyymmdd or code@0');

export const settings = z.strictObject({
  /** Agency id (mã định danh) of each unit whose dossiers are received here: the first part of a dossier code. */
  agencyCodes: z
    .partialRecord(unitKey, z.string().regex(/^[A-Z0-9]{2,3}(\.[A-Z0-9]{2,3}){0,5}$/))
    .default({}),
});
export type Settings = z.infer<typeof settings>;
