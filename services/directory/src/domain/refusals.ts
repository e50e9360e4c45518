import { type FieldRule, Refusal, refuse, refuseField } from '@lienthong/domain';
import type { ClockError } from '@lienthong/legal-clock';

/** Codes of this service; wrong fields are `INVALID_FIELD` with a rule. */
export const refusals = {
  UNIT_NOT_FOUND: { kind: 'not_found', message: 'no unit has this key, or had this code on that day' },
  CALENDAR_NOT_FOUND: { kind: 'not_found', message: 'no calendar of this year is held' },
  BOARD_NOT_FOUND: { kind: 'not_found', message: 'no board is laid out for these roles' },
  TABLE_NOT_OWNED_HERE: { kind: 'precondition', message: 'tables are published at the site of the province' },
  SITE_NOT_FOUND: { kind: 'not_found', message: 'the registry has no such site' },
  TOP_SITE: { kind: 'precondition', message: 'the site at the top holds the registry itself' },
  SITE_WRITES_UNITS: { kind: 'precondition', message: 'the site writes units: hand them over first' },
  SUCCESSOR_NOT_NAMED: {
    kind: 'precondition',
    message: 'nobody is named to follow the site',
  },
  UNITS_NOT_DELIVERED: {
    kind: 'precondition',
    message: 'not all that the former sites have is known to be held here',
  },
  EXCHANGE_UNAVAILABLE: { kind: 'unavailable', message: 'exchange does not say what is held of the units' },
  NOTHING_CHANGES: { kind: 'precondition', message: 'the registry is like that already' },
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

export const refuseBoard = (): never =>
  refuse(refusals.BOARD_NOT_FOUND.kind, 'BOARD_NOT_FOUND', refusals.BOARD_NOT_FOUND.message);

export const refuseForeignTable = (owner: string): never =>
  refuse(refusals.TABLE_NOT_OWNED_HERE.kind, 'TABLE_NOT_OWNED_HERE', refusals.TABLE_NOT_OWNED_HERE.message, {
    site: owner,
  });

export const refuseConcurrentTable = (name: string): never =>
  refuse(refusals.TABLE_CHANGED.kind, 'TABLE_CHANGED', refusals.TABLE_CHANGED.message, { table: name });

export const refuseSite = (site: string): never =>
  refuse(refusals.SITE_NOT_FOUND.kind, 'SITE_NOT_FOUND', refusals.SITE_NOT_FOUND.message, { site });

export const refuseTopSite = (site: string): never =>
  refuse(refusals.TOP_SITE.kind, 'TOP_SITE', refusals.TOP_SITE.message, { site });

export const refuseOwner = (site: string, units: readonly string[]): never =>
  refuse(refusals.SITE_WRITES_UNITS.kind, 'SITE_WRITES_UNITS', refusals.SITE_WRITES_UNITS.message, {
    site,
    units: units.join(' '),
  });

export const refuseSuccessor = (site: string): never =>
  refuse(refusals.SUCCESSOR_NOT_NAMED.kind, 'SUCCESSOR_NOT_NAMED', refusals.SUCCESSOR_NOT_NAMED.message, {
    site,
  });

/** Why a unit may not change hands yet. */
export interface Undelivered {
  /** Empty: it is about all that the site has. */
  unit: string;
  from: string;
  /**
   * The site has other records than are held here; it does not answer; it has not said how much it has, or goes by another registry; it
   * wrote for the unit after handing it over.
   */
  rule: 'UNDELIVERED' | 'SILENT' | 'UNKNOWN' | 'STRANDED';
  /** Records that are not held here, as far as is known. */
  records: number;
}

export function refuseUndelivered(undelivered: readonly Undelivered[]): never {
  const { kind, message } = refusals.UNITS_NOT_DELIVERED;
  throw new Refusal(kind, 'UNITS_NOT_DELIVERED', message, {
    fields: undelivered.map(({ unit, from, rule, records }) => ({
      field: unit === '' ? 'site' : `units.${unit}`,
      rule,
      description: records > 0 ? `${from}: ${records}` : from,
    })),
    params: {
      sites: [...new Set(undelivered.map(({ from }) => from))].join(' '),
      records: String(undelivered.reduce((sum, one) => sum + one.records, 0)),
    },
  });
}

export const refuseExchange = (): never =>
  refuse(refusals.EXCHANGE_UNAVAILABLE.kind, 'EXCHANGE_UNAVAILABLE', refusals.EXCHANGE_UNAVAILABLE.message);

export const refuseUnchanged = (): never =>
  refuse(refusals.NOTHING_CHANGES.kind, 'NOTHING_CHANGES', refusals.NOTHING_CHANGES.message);

/** A table that breaks a rule of its kind. */
export function refuseTable(rule: FieldRule, description: string): never {
  return refuseField('table.content', rule, description);
}

/** Nothing can be counted by what stands at a place of a table: the clock's own code says why. */
export const refuseClockError = (place: string, { code, message }: ClockError): never =>
  refuseField(place, 'UNCOUNTABLE', `${code}: ${message}`, { code });
