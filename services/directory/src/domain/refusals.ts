import { refuse, refuseField } from '@lienthong/domain';

/** Codes of this service; wrong fields are `INVALID_FIELD` with a rule. */
export const refusals = {
  UNIT_NOT_FOUND: { kind: 'not_found', message: 'no unit has this key, or had this code on that day' },
  CALENDAR_NOT_FOUND: { kind: 'not_found', message: 'no calendar of this year is held' },
  TABLE_NOT_OWNED_HERE: { kind: 'precondition', message: 'tables are published at the site of the province' },
  TABLE_CHANGED: {
    kind: 'conflict',
    message: 'somebody published this table at the same time: read it again',
  },
} as const;

export const refuseUnit = (unit: string, on: string): never =>
  refuse(refusals.UNIT_NOT_FOUND.kind, 'UNIT_NOT_FOUND', refusals.UNIT_NOT_FOUND.message, { unit, on });

export const refuseCalendar = (year: number): never =>
  refuse(refusals.CALENDAR_NOT_FOUND.kind, 'CALENDAR_NOT_FOUND', refusals.CALENDAR_NOT_FOUND.message, {
    year: String(year),
  });

export const refuseForeignTable = (owner: string): never =>
  refuse(refusals.TABLE_NOT_OWNED_HERE.kind, 'TABLE_NOT_OWNED_HERE', refusals.TABLE_NOT_OWNED_HERE.message, {
    site: owner,
  });

export const refuseConcurrentTable = (name: string): never =>
  refuse(refusals.TABLE_CHANGED.kind, 'TABLE_CHANGED', refusals.TABLE_CHANGED.message, { table: name });

/** A table that breaks a rule of its kind. */
export function refuseTable(rule: string, description: string): never {
  return refuseField('table.content', rule, description);
}
