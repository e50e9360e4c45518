import { isLocalDay, isUnitKey, refuseField, unitKinds } from '@lienthong/domain';
import { createCatalogue } from '@lienthong/indicators';
import type { CalendarLayer } from '@lienthong/legal-clock';
import { roles } from '@lienthong/runtime';
import { z } from 'zod';
import { refuseUncountable } from '../domain/check-table.ts';
import { kindOf, type TableContent, type TableKind } from '../domain/table.ts';

const unitKey = z.string().refine(isUnitKey, 'a unit key is code@yyyymmdd or code@0');
const day = z.string().refine(isLocalDay, 'a day is YYYY-MM-DD');
const openDay = z.union([z.literal(''), day]);
const name = z.string().trim().min(1).max(200);
const publicKey = z.string().regex(/^[\w-]{43}$/, 'an Ed25519 public key in base64url has 43 characters');
const siteId = z.string().regex(/^[a-z0-9]{2,20}$/);

const text = z.string().trim().min(1).max(500);
const words = z.strictObject({ vi: text, en: text });
const code = z.string().min(1).max(60);
const codesTable = z.templateLiteral(['codes:', z.string().regex(/^[a-z][a-z0-9_]{1,39}$/)]);
const fieldCode = z.string().regex(/^[a-z][a-z0-9_]{1,39}$/);

const indicator = z.strictObject({
  code: z.string().max(200),
  version: z.int().min(1),
  validFrom: openDay,
  validTo: openDay,
  owner: code,
  kind: z.enum(['flow', 'stock', 'ratio']),
  aggregation: z.enum(['sum', 'max', 'min', 'last']).optional(),
  dimensions: z.array(z.string().max(200)).max(10),
  decimals: z.number(),
  whole: z.number().positive().optional(),
  unit: words,
  names: words,
  definition: words,
  of: code.optional(),
  where: z.string().optional(),
  formula: z.string().optional(),
});

const colour = z
  .array(z.strictObject({ from: z.int(), tone: z.enum(['good', 'late']) }))
  .min(1)
  .max(10);
const labelled = z.strictObject({ indicator: code, label: words });
const tileNote = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('day_before'), words }),
  z.strictObject({ kind: z.literal('part'), words, part: code }),
  z.strictObject({ kind: z.literal('share'), words, whole: code }),
  z.strictObject({ kind: z.literal('parts'), words, part: code, whole: code, none: words }),
]);
const board = z.strictObject({
  roles: z.array(z.enum(roles)).min(1),
  tiles: z.array(labelled.extend({ note: tileNote.optional(), colour: colour.optional() })).max(12),
  columns: z
    .array(labelled.extend({ colour: colour.optional() }))
    .min(1)
    .max(12),
  daily: labelled,
  trend: z.strictObject({
    title: words,
    days: z.int().min(2).max(62),
    series: z.array(labelled).min(1).max(4),
  }),
  scheme: z.strictObject({ title: words, indicator: code, colour, good: words, late: words }),
  splits: z
    .array(
      z.strictObject({
        dimension: code,
        label: words,
        values: z
          .array(z.strictObject({ code, label: words }))
          .max(50)
          .optional(),
      }),
    )
    .max(4)
    .optional(),
});

const days = z.int().positive().max(10_000);
const term = z.discriminatedUnion('unit', [
  z.strictObject({ unit: z.enum(['WORKING_DAY', 'CALENDAR_DAY']), amount: days }),
  z.strictObject({ unit: z.enum(['WEEK', 'MONTH', 'YEAR']), amount: z.int().min(1).max(600) }),
  z.strictObject({ unit: z.enum(['WORKING_HOUR', 'HOUR']), amount: z.number().positive().max(10_000) }),
  z.strictObject({ unit: z.literal('SAME_DAY'), cutoff: z.string().regex(/^\d{2}:\d{2}$/) }),
]);
const component = z.strictObject({
  name: z.string().trim().min(1).max(300),
  kind: z.enum(['ORIGINAL', 'COPY', 'ELECTRONIC']),
  count: z.int().min(1).max(99),
  ifAny: z.literal(true).optional(),
});
const procedure = z.strictObject({
  code: z.string().regex(/^\d\.\d{6}$/, 'a code is d.dddddd'),
  name: z.string().trim().min(1).max(500),
  nameEn: text.optional(),
  field: fieldCode,
  versions: z
    .array(
      z.strictObject({
        version: z.string().trim().min(1).max(40),
        validFrom: day,
        lastDay: day.optional(),
        source: text,
        terms: z.partialRecord(z.enum(['COUNTER', 'ONLINE', 'POST']), term),
        supplement: z.strictObject({
          effect: z.enum(['RESET', 'PAUSE']),
          basis: text,
          noticeWithinWorkingDays: days.optional(),
          closesAfterDays: days.optional(),
          remindAfterDays: days,
        }),
        components: z.array(component).max(30).optional(),
      }),
    )
    .min(1)
    .max(50),
});

const schemas = {
  units: z.strictObject({
    units: z
      .array(
        z.strictObject({
          key: unitKey,
          code: z.string().regex(/^(\d{2}|\d{3}|\d{5})$/),
          name,
          kind: z.enum(unitKinds),
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
  codes: z.strictObject({
    codes: z.array(z.strictObject({ code: fieldCode, name, nameEn: name.optional() })).min(1),
  }),
  procedures: z.strictObject({ procedures: z.array(procedure).min(1).max(5_000) }),
  indicators: z.strictObject({
    sources: z
      .array(
        z.strictObject({
          channel: z.string().max(64),
          owner: code,
          levels: z.array(z.enum(['province', 'district', 'commune'])).min(1),
        }),
      )
      .min(1),
    dimensions: z
      .array(
        z.strictObject({
          name: code,
          values: z.union([
            z.strictObject({ table: z.union([z.literal('procedures'), codesTable]) }),
            z.strictObject({ codes: z.array(code).min(1).max(200) }),
          ]),
        }),
      )
      .max(100),
    indicators: z.array(indicator).min(1).max(1_000),
  }),
  boards: z.strictObject({ boards: z.array(board).min(1).max(20) }),
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
 * A table from what somebody sent. A catalogue that cannot be evaluated here, or a procedure that cannot be counted by, cannot be read here.
 * @throws Refusal `INVALID_FIELD`: `table.name` (`TABLE_UNKNOWN`), `table.content` (`JSON`) or a place in it (`SHAPE`, rules of packages/indicators, `UNCOUNTABLE` with a code of packages/legal-clock).
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
  const issue = parsed.error?.issues[0];
  if (issue) refuseField(placeOf(issue.path), 'SHAPE', issue.message);
  const table = { kind, value: parsed.data } as TableContent;
  if (table.kind === 'indicators') createCatalogue(table.value, 'table.content.');
  if (table.kind === 'procedures') refuseUncountable(table.value);
  return table;
}

const placeOf = (path: readonly PropertyKey[]): string =>
  `table.content${path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')}`;
