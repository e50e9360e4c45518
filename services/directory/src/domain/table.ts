import type { SitesTable as AnySitesTable, Succession, Unit } from '@lienthong/domain';
import type { BoardsTable, CatalogueTable, CodesTable } from '@lienthong/indicators';
import type { CalendarLayer, ProceduresTable } from '@lienthong/legal-clock';

/** A site as the registry has it. */
export interface RegistrySite {
  id: string;
  name: string;
  /** Site id of the parent; empty at the top. */
  parent: string;
  /** Keys of the units whose records the site writes. */
  owns: string[];
  /** Ed25519, base64url. */
  publicKey: string;
  /** Site id of the one that takes over from this one. */
  successor?: string | undefined;
}

export type SitesTable = AnySitesTable<RegistrySite>;

/** Records that a site wrote for a unit after handing it over and that nobody holds. */
export interface StrandedAt {
  site: string;
  unit: string;
  records: number;
  /** The first of them. */
  ids: string[];
}

/**
 * The tables, by name. Each is one record of exchange (channel `d3-directory`, the province's unit, id = name).
 *
 * - `units:<province>`: the register
 * - `sites`: the site registry, with former owners of units and former keys
 * - `calendar:<year>`: calendar layers that name days of a year; `calendar:hours`: those that only say when offices are open. Laid over each
 *   other they are one calendar (`createCalendar` of packages/legal-clock)
 * - `codes:<list>`: codes that a dimension may take its values from; `codes:fields` are the fields of procedures (lĩnh vực)
 * - `procedures`: administrative procedures (TTHC) by version: terms, fields, what a supplement does to a term
 * - `indicators`: the catalogue of indicators, and where their numbers come from
 * - `boards`: what a board shows, by role
 * - `stranded`: what former owners of units have that nobody else holds, as the province's site last heard it of them
 */
export type TableContent =
  | { kind: 'units'; value: { units: Unit[]; successions: Succession[] } }
  | { kind: 'sites'; value: SitesTable }
  | { kind: 'calendar'; value: { layers: CalendarLayer[] } }
  | { kind: 'codes'; value: CodesTable }
  | { kind: 'procedures'; value: ProceduresTable }
  | { kind: 'indicators'; value: CatalogueTable }
  | { kind: 'boards'; value: BoardsTable }
  | { kind: 'stranded'; value: { stranded: StrandedAt[] } };
export type TableKind = TableContent['kind'];

const singleKinds = ['sites', 'procedures', 'indicators', 'boards', 'stranded'] as const;
/** Fields of procedures (lĩnh vực). */
export const fieldCodes = 'codes:fields';
const codesName = /^codes:[a-z][a-z0-9_]{1,39}$/;
const calendarName = /^calendar:(hours|20\d{2})$/;

/** What kind of table a name stands for at the site of a province; undefined: none. */
export function kindOf(name: string, province: string): TableKind | undefined {
  if (name === `units:${province}`) return 'units';
  if (calendarName.test(name)) return 'calendar';
  if (codesName.test(name)) return 'codes';
  return singleKinds.find((one) => one === name);
}

/** The unit under which the directory's records stand: the province as it was before the reorganisation, whatever the day. */
export const directoryUnit = (province: string): string => `${province}@0`;
