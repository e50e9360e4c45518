import { isLocalDay } from '@lienthong/domain';
import { z } from 'zod';
import shipped from '../../data/procedures.json' with { type: 'json' };
import { type Catalogue, createCatalogue } from '../domain/procedure.ts';

const day = z.string().refine(isLocalDay, 'a day is YYYY-MM-DD');
const days = z.number().int().positive();
const term = z.discriminatedUnion('unit', [
  z.strictObject({ unit: z.enum(['WORKING_DAY', 'CALENDAR_DAY']), amount: days }),
  z.strictObject({ unit: z.literal('WORKING_HOUR'), amount: z.number().positive() }),
  z.strictObject({ unit: z.literal('SAME_DAY'), cutoff: z.string().regex(/^\d{2}:\d{2}$/) }),
]);
const schema = z.strictObject({
  schema: z.literal('lienthong.onestop.procedures/1'),
  procedures: z.array(
    z.strictObject({
      code: z.string().regex(/^\d\.\d{6}$/),
      name: z.string().min(1),
      field: z.string().regex(/^[a-z_]+$/),
      versions: z
        .array(
          z.strictObject({
            version: z.string().min(1),
            validFrom: day,
            validTo: day.optional(),
            source: z.string().min(1),
            terms: z.partialRecord(z.enum(['COUNTER', 'ONLINE', 'POST']), term),
            supplement: z.strictObject({
              effect: z.enum(['RESET', 'PAUSE']),
              basis: z.string().min(1),
              noticeWithinWorkingDays: days.optional(),
              closesAfterDays: days.optional(),
              remindAfterDays: days,
            }),
          }),
        )
        .min(1),
    }),
  ),
});

/** The catalogue as it ships with the release. @throws naming the entry that is wrong. */
export function loadCatalogue(content: unknown = shipped): Catalogue {
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw new Error(`the procedure catalogue is wrong\n${z.prettifyError(parsed.error)}`);
  return createCatalogue(parsed.data.procedures as Parameters<typeof createCatalogue>[0]);
}
