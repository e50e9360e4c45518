import { Hierarchy, type LocalDay, refuseField } from '@lienthong/domain';
import { type CatalogueTable, checkBoards, type CodedTable, unknownIndicator } from '@lienthong/indicators';
import {
  createCalendar,
  createProcedures,
  isClockError,
  parseLayer,
  refuseLoneSwapsWith,
} from '@lienthong/legal-clock';
import { checkCatalogueKept, checkCodesKept } from './check-kept.ts';
import { refuseClockError, refuseTable } from './refusals.ts';
import {
  fieldCodes,
  type RegistrySite,
  type SitesTable,
  type TableContent,
  type TableKind,
} from './table.ts';

type ContentOf<K extends TableKind> = Extract<TableContent, { kind: K }>['value'];

/** The tables that are in force, as far as one has to fit another or the one before it. */
export interface TablesInForce {
  units?: ContentOf<'units'> | undefined;
  procedures?: ContentOf<'procedures'> | undefined;
  indicators?: ContentOf<'indicators'> | undefined;
  boards?: ContentOf<'boards'> | undefined;
  /** Of a table that a dimension may take its values from; undefined: there is no such table. */
  codesOf?: (table: CodedTable) => readonly string[] | undefined;
  /** Of a year; undefined: it is not published. */
  calendarOf?: (year: string) => ContentOf<'calendar'> | undefined;
}

/** @param find a table in force, by name. */
export function tablesInForce(
  find: (name: string) => TableContent | undefined,
  province: string,
): TablesInForce {
  const [procedures, indicators, boards, units] = [
    'procedures',
    'indicators',
    'boards',
    `units:${province}`,
  ].map(find);
  return {
    units: units?.kind === 'units' ? units.value : undefined,
    procedures: procedures?.kind === 'procedures' ? procedures.value : undefined,
    indicators: indicators?.kind === 'indicators' ? indicators.value : undefined,
    boards: boards?.kind === 'boards' ? boards.value : undefined,
    codesOf: (table) => {
      const found = find(table);
      return found && codesIn(found);
    },
    calendarOf: (year) => {
      const found = find(`calendar:${year}`);
      return found?.kind === 'calendar' ? found.value : undefined;
    },
  };
}

/**
 * Rules that a table keeps beyond its shape. A wrong table would be wrong at every site within minutes.
 *
 * @param today the last day of which there may be facts.
 * @throws Refusal `INVALID_FIELD` for a place in `table.content` with the rule that is broken.
 */
export function checkTable(
  name: string,
  content: TableContent,
  inForce: TablesInForce = {},
  today: LocalDay = '',
): void {
  switch (content.kind) {
    case 'units':
      if (inForce.units) checkUnitsKept(content.value, inForce.units);
      return checkUnits(content.value);
    case 'sites':
      if (inForce.units) checkOwned(content.value, inForce.units);
      return checkSites(content.value);
    case 'calendar':
      return checkCalendar(name, content.value, inForce);
    case 'codes':
      checkCodes(content.value);
      if (name === fieldCodes) checkFieldsInUse(content.value, inForce.procedures);
      return checkCoded(name as CodedTable, content, inForce);
    case 'procedures':
      checkProcedureFields(content.value, inForce);
      return checkCoded('procedures', content, inForce);
    case 'indicators':
      checkValueTables(content.value, inForce);
      if (inForce.boards) checkInUse(codesOf(content.value), inForce.boards);
      return (
        inForce.indicators &&
        checkCatalogueKept(content.value, inForce.indicators, {
          today,
          codesOf: (table) => inForce.codesOf?.(table) ?? [],
        })
      );
    case 'boards':
      return checkBoards(content.value, codesOf(inForce.indicators), 'table.content.');
    case 'stranded':
      return;
    default:
      return content satisfies never;
  }
}

function checkUnits({ units, successions }: ContentOf<'units'>): void {
  const hierarchy = new Hierarchy(units, successions);
  if (hierarchy.size !== units.length) refuseTable('TWICE', 'a unit key stands twice');
  for (const { key, parent } of units)
    if (parent !== '' && !hierarchy.find(parent))
      refuseTable('PARENT_UNKNOWN', `${key} stands below ${parent}`);
  for (const { predecessor, successor } of successions)
    for (const key of [predecessor, successor])
      if (!hierarchy.find(key)) refuseTable('UNIT_UNKNOWN', `a succession names ${key}`);
}

/** Numbers of a unit that the register has lost stand in nobody's sum. */
function checkUnitsKept({ units }: ContentOf<'units'>, before: ContentOf<'units'>): void {
  const kept = new Set(units.map(({ key }) => key));
  const gone = before.units.find(({ key }) => !kept.has(key));
  if (gone) refuseTable('UNIT_GONE', `${gone.key} is in the register: it can end (validTo), not leave it`);
}

function checkOwned({ sites }: SitesTable, { units }: ContentOf<'units'>): void {
  const known = new Set(units.map(({ key }) => key));
  for (const { id, owns } of sites)
    for (const unit of owns) if (!known.has(unit)) refuseTable('UNIT_UNKNOWN', `${id} owns ${unit}`);
}

function checkSites({ sites, withdrawn = [] }: SitesTable): void {
  const byId = new Map(sites.map((site) => [site.id, site]));
  if (byId.size !== sites.length) refuseTable('TWICE', 'a site id stands twice');
  if (sites.filter(({ parent }) => parent === '').length !== 1)
    refuseTable('ONE_TOP_SITE', 'exactly one site has no parent');
  const owners = new Map<string, string>();
  for (const site of sites) {
    if (site.parent !== '' && !byId.has(site.parent))
      refuseTable('PARENT_UNKNOWN', `${site.id} stands below ${site.parent}`);
    for (const unit of site.owns) {
      const other = owners.get(unit);
      if (other !== undefined) refuseTable('TWICE', `${unit} belongs to ${other} and ${site.id}`);
      owners.set(unit, site.id);
    }
    if (withdrawn.includes(site.publicKey))
      refuseTable('KEY_WITHDRAWN', `the key of ${site.id} was withdrawn: it needs another one`);
    if (site.successor !== undefined && !byId.has(site.successor))
      refuseTable('SUCCESSOR_UNKNOWN', `${site.id} is to be followed by ${site.successor}`);
    const walked = new Set<string>();
    for (let at: RegistrySite | undefined = site; at; at = byId.get(at.parent)) {
      if (walked.has(at.id)) refuseTable('SITES_IN_A_CIRCLE', `${at.id} stands above itself`);
      walked.add(at.id);
    }
  }
}

/** Further apart no calendars are looked for. */
const mostYearsBetween = 100;

/** What is counted from one year into another passes all between them. */
function checkNoYearBetween(year: string, calendarOf: NonNullable<TablesInForce['calendarOf']>): void {
  for (const direction of [-1, 1]) {
    const beside = Array.from({ length: mostYearsBetween }, (_, at) =>
      String(Number(year) + direction * (at + 1)),
    );
    const [missing = ''] = beside;
    const next = beside.find((one) => calendarOf(one) !== undefined);
    if (next !== undefined && next !== missing)
      refuseTable('YEAR_BETWEEN', `calendar:${missing} lies between ${year} and ${next}: publish it first`);
  }
}

function checkCalendar(
  name: string,
  { layers }: ContentOf<'calendar'>,
  { calendarOf = () => undefined }: TablesInForce,
): void {
  const year = name.slice('calendar:'.length);
  try {
    for (const [index, layer] of layers.entries()) {
      const parsed = parseLayer(layer, `layers[${index}]`);
      if (year === 'hours') continue;
      for (const { date } of parsed.days)
        if (!date.startsWith(year)) refuseTable('DAY_OF_ANOTHER_YEAR', `${parsed.id} names ${date}`);
    }
    if (year === 'hours') return;
    const openAlways = parseLayer(
      {
        id: 'every-weekday',
        version: 1,
        scope: { kind: 'NATION' },
        title: 'Only to lay the year out',
        status: 'PROVISIONAL',
        hours: [
          {
            from: '2000-01-01',
            weekdays: [1, 2, 3, 4, 5],
            spans: ['08:00-17:00'],
            source: 'none',
            status: 'PROVISIONAL',
          },
        ],
        days: [],
      },
      'every-weekday',
    );
    const laid = createCalendar(name, [...layers.filter(({ hours }) => hours.length === 0), openAlways]);
    for (const beside of [Number(year) - 1, Number(year) + 1].map(String)) {
      const others = calendarOf(beside)?.layers ?? [];
      for (const layer of layers) refuseLoneSwapsWith(layer, beside, others);
      for (const other of others) refuseLoneSwapsWith(other, year, layers);
    }
    checkNoYearBetween(year, calendarOf);
    if (laid.from > `${year}-01-01` || laid.to < `${year}-12-31`)
      refuseTable('YEAR_NOT_COVERED', `the layers cover ${laid.from} to ${laid.to}`);
  } catch (error) {
    if (isClockError(error)) refuseClockError('table.content', error);
    throw error;
  }
}

function checkCodes({ codes }: ContentOf<'codes'>): void {
  if (new Set(codes.map(({ code }) => code)).size !== codes.length)
    refuseTable('TWICE', 'a code stands twice');
}

/** Terms and versions of procedures. @throws Refusal `INVALID_FIELD`: the place of what cannot be counted by, with the clock's code as parameter. */
export function refuseUncountable(table: ContentOf<'procedures'>): void {
  try {
    createProcedures(table);
  } catch (error) {
    if (isClockError(error)) refuseClockError(`table.content.${error.place}`, error);
    throw error;
  }
}

/** A dossier of an unknown field counts nowhere. */
function checkProcedureFields({ procedures }: ContentOf<'procedures'>, { codesOf }: TablesInForce): void {
  const known = new Set(codesOf?.(fieldCodes));
  const index = procedures.findIndex(({ field }) => !known.has(field));
  if (index >= 0)
    refuseField(
      `table.content.procedures[${index}].field`,
      'UNKNOWN',
      `the table ${fieldCodes} has no such code`,
    );
}

/** The field of a procedure that people choose today stays. */
function checkFieldsInUse(
  { codes }: ContentOf<'codes'>,
  { procedures }: ContentOf<'procedures'> = { procedures: [] },
): void {
  const kept = new Set(codes.map(({ code }) => code));
  for (const [index, { field }] of procedures.entries())
    if (!kept.has(field))
      refuseField(
        'table.content.codes',
        'FIELD_IN_USE',
        `procedures[${index}].field of the table procedures names ${field}`,
      );
}

/** Values of a table that nobody published are none: every event with one would be a dead letter. */
function checkValueTables({ dimensions }: CatalogueTable, { codesOf }: TablesInForce): void {
  for (const [index, { values }] of dimensions.entries())
    if (codesOf && 'table' in values && !codesOf(values.table))
      refuseField(
        `table.content.dimensions[${index}].values.table`,
        'TABLE_UNKNOWN',
        `no table ${values.table} is in force`,
      );
}

function codesIn(content: TableContent): readonly string[] {
  switch (content.kind) {
    case 'codes':
      return content.value.codes.map(({ code }) => code);
    case 'procedures':
      return content.value.procedures.map(({ code }) => code);
    default:
      return [];
  }
}

function checkCoded(table: CodedTable, content: TableContent, inForce: TablesInForce): void {
  const codes = { now: codesIn(content), before: inForce.codesOf?.(table) ?? [] };
  checkCodesKept(table, codes, inForce.indicators);
}

const codesOf = (catalogue: TablesInForce['indicators']): ReadonlySet<string> =>
  new Set(catalogue?.indicators.map(({ code }) => code));

/** A board would show a hole. */
function checkInUse(codes: ReadonlySet<string>, boards: ContentOf<'boards'>): void {
  const missing = unknownIndicator(boards, codes);
  if (missing) refuseTable('INDICATOR_IN_USE', `${missing.place} of the table boards names ${missing.code}`);
}
