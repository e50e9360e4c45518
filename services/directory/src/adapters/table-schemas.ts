import { isLocalDay, isUnitKey, refuseField } from '@lienthong/domain';
import type { CalendarLayer } from '@lienthong/legal-clock';
import { z } from 'zod';
import { kindOf, type TableContent, type TableKind } from '../domain/table.ts';

const unitKey = z.string().refine(isUnitKey, 'a unit key is code@yyyymmdd or code@0');
const day = z.string().refine(isLocalDay, 'a day is YYYY-MM-DD');
const openDay = z.union([z.literal(''), day]);
const name = z.string().trim().min(1).max(200);
const publicKey = z.string().regex(/^[\w-]{43}$/, 'an Ed25519 public key in base64url has 43 characters');
const siteId = z.string().regex(/^[a-z0-9]{2,20}$/);

const schemas = {
  units: z.strictObject({
    units: z
      .array(
        z.strictObject({
          key: unitKey,
          code: z.string().regex(/^(\d{2}|\d{3}|\d{5})$/),
          name,
          kind: z.string().regex(/^[a-z_]{2,40}$/),
          level: z.enum(['province', 'district', 'commune']),
          parent: z.union([z.literal(''), unitKey]),
          validFrom: openDay,
          validTo: openDay,
        }),
      )
      .min(1),
    successions: z.array(
      z.strictObject({
        predecessor: unitKey,
        successor: unitKey,
        effective: day,
        extent: z.enum(['whole', 'part']),
      }),
    ),
  }),
  sites: z.strictObject({
    sites: z
      .array(
        z.strictObject({
          id: siteId,
          name,
          parent: z.union([z.literal(''), siteId]),
          owns: z.array(unitKey),
          publicKey,
          successor: siteId.optional(),
        }),
      )
      .min(1),
    former: z.array(z.strictObject({ unit: unitKey, site: siteId, publicKey, until: day })).default([]),
    handedOver: z
      .array(z.strictObject({ unit: unitKey, channel: z.string().max(64), records: z.int().min(0) }))
      .default([]),
    withdrawn: z.array(publicKey).optional(),
  }),
  // The layers themselves are read by packages/legal-clock, which names what is wrong.
  calendar: z.strictObject({
    layers: z.array(z.custom<CalendarLayer>((layer) => typeof layer === 'object' && layer !== null)).min(1),
  }),
  fields: z.strictObject({
    fields: z.array(z.strictObject({ code: z.string().regex(/^[a-z][a-z0-9_]{1,39}$/), name })).min(1),
  }),
  stranded: z.strictObject({
    stranded: z.array(
      z.strictObject({
        site: siteId,
        unit: unitKey,
        records: z.int().min(1),
        ids: z.array(z.string().max(64)).max(50),
      }),
    ),
  }),
} satisfies Record<TableKind, z.ZodType>;

/**
 * A table from what somebody sent.
 * @throws Refusal `INVALID_FIELD`: `table.name` (`TABLE_UNKNOWN`) or `table.content` (`JSON`, `SHAPE` with the path).
 */
export function parseTable(name: string, content: string, province: string): TableContent {
  const kind = kindOf(name, province);
  if (kind === undefined)
    refuseField('table.name', 'TABLE_UNKNOWN', `no table of this directory is called ${name.slice(0, 60)}`);
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    refuseField('table.content', 'JSON', 'the content is not JSON in UTF-8');
  }
  const parsed = schemas[kind].safeParse(json);
  if (parsed.success) return { kind, value: parsed.data } as TableContent;
  const issue = parsed.error.issues[0];
  return refuseField(
    'table.content',
    'SHAPE',
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`,
  );
}
