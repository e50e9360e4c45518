import {
  type DirectoryServiceService,
  SitesDecision,
  Table,
} from '@lienthong/contracts/directory/v1/directory';
import { type Hierarchy, isUnitKey, type LocalDay, type Unit } from '@lienthong/domain';
import {
  type BusinessClock,
  type Handlers,
  maySee,
  type Principal,
  rightsOf,
  subjectOf,
} from '@lienthong/runtime';
import type { ChangeSites, ChangingSite } from '../commands/change-sites.ts';
import { handOverUnits } from '../commands/hand-over-units.ts';
import { nameSiteSuccessor } from '../commands/name-successor.ts';
import { publishTable } from '../commands/publish-table.ts';
import { retireSite } from '../commands/retire-site.ts';
import { handedOver } from '../domain/handed-over.ts';
import { refuseBoard, refuseCalendar, refuseUnit } from '../domain/refusals.ts';
import { readYear } from '../domain/year.ts';
import type { HeldTables } from '../projections/held-tables.ts';
import { describeSite, type OwnRecords } from '../queries/describe-site.ts';
import { listDecisions } from '../queries/list-decisions.ts';
import { type CodesOf, toBoardMessage } from './board-message.ts';
import { toCalendarMessage } from './calendar-message.ts';
import { toSuccessionMessage, toUnitMessage } from './unit-message.ts';

export function createHandlers(options: {
  tables: HeldTables;
  businessClock: BusinessClock;
  publishing: ChangingSite;
  records: OwnRecords;
}): Handlers<typeof DirectoryServiceService> {
  const { tables, businessClock, publishing, records } = options;

  const dayOf = (on: string): LocalDay => (on === '' ? businessClock.today() : on);

  /** A key names one unit for ever; a code names the one that had it on that day. */
  const unitOf = (hierarchy: Hierarchy, text: string, on: LocalDay): Unit => {
    const found = isUnitKey(text) ? hierarchy.find(text) : hierarchy.findByCode(text, on);
    return found ?? refuseUnit(text, on);
  };

  /** What the values of a dimension are called, where they come from a table of codes. */
  const codesOf: CodesOf = (dimension) => {
    const row = tables.inForce().indicators?.dimensions.find(({ name }) => name === dimension);
    const table = row && 'table' in row.values ? tables.find(row.values.table) : undefined;
    return table?.parsed?.kind === 'codes' ? table.parsed.value.codes : [];
  };

  return {
    async getUnit({ unit, on }) {
      return { unit: toUnitMessage(unitOf(tables.hierarchy(), unit, dayOf(on))) };
    },
    async listChildren({ unit, on }) {
      const hierarchy = tables.hierarchy();
      const day = dayOf(on);
      return { units: hierarchy.children(unitOf(hierarchy, unit, day).key, day).map(toUnitMessage) };
    },
    async listAncestors({ unit, on }) {
      const hierarchy = tables.hierarchy();
      return { units: hierarchy.ancestors(unitOf(hierarchy, unit, dayOf(on)).key).map(toUnitMessage) };
    },
    async listSuccessors({ unit }) {
      const hierarchy = tables.hierarchy();
      const successions = hierarchy.successors(unitOf(hierarchy, unit, businessClock.today()).key);
      const units = successions.flatMap(({ successor }) => hierarchy.find(successor) ?? []);
      return { successions: successions.map(toSuccessionMessage), units: units.map(toUnitMessage) };
    },
    async getSubtree({ unit, on }) {
      const hierarchy = tables.hierarchy();
      const day = dayOf(on);
      return { units: hierarchy.subtree(unitOf(hierarchy, unit, day).key, day).map(toUnitMessage) };
    },
    async getCalendar({ year }) {
      const layers = (name: string) => {
        const parsed = tables.find(name)?.parsed;
        return parsed?.kind === 'calendar' ? parsed.value.layers : undefined;
      };
      const days = layers(`calendar:${year}`) ?? refuseCalendar(year);
      return toCalendarMessage(readYear(year, [...days, ...(layers('calendar:hours') ?? [])]));
    },
    async listSites() {
      const parsed = tables.find('sites')?.parsed;
      const { sites, former } = parsed?.kind === 'sites' ? parsed.value : { sites: [], former: [] };
      return {
        sites: sites.map((site) => ({ ...site, successor: site.successor ?? '' })),
        former: handedOver(sites, former),
      };
    },
    async listStranded(_request, { principal }) {
      const parsed = tables.find('stranded')?.parsed;
      const all = parsed?.kind === 'stranded' ? parsed.value.stranded : [];
      const [hierarchy, today] = [tables.hierarchy(), businessClock.today()];
      return { stranded: all.filter(({ unit }) => maySee(principal, unit, hierarchy, today)) };
    },
    async getBoard(_request, { principal }) {
      const own = rightsOf(principal)?.roles ?? [];
      const boards = tables.inForce().boards?.boards ?? [];
      const board = boards.find(({ roles }) => own.some((role) => roles.includes(role)));
      return { board: toBoardMessage(board ?? refuseBoard(), codesOf) };
    },
    async readTables({ held, names }) {
      return {
        tables: tables
          .all()
          .filter(({ name }) => names.length === 0 || names.includes(name))
          .map(({ name, hash, content }) => ({
            name,
            hash,
            content: held[name] === hash ? Buffer.alloc(0) : Buffer.from(content),
          })),
      };
    },
    async publishTable({ table = Table.create() }) {
      return { hash: await publishTable(table, publishing) };
    },
    async handOverUnits({ units, to, decision, acceptLoss }, { principal }) {
      const command = { units, to, acceptLoss, ...decided(decision, principal) };
      return { changed: await handOverUnits(command, publishing) };
    },
    async nameSuccessor({ site, successor, decision }, { principal }) {
      const command = { named: site, successor, ...decided(decision, principal) };
      return { changed: await nameSiteSuccessor(command, publishing) };
    },
    listDecisions: ({ before }) => listDecisions(publishing.store, before),
    async retireSite({ site, decision, acceptLoss }, { principal }) {
      const command = { retired: site, acceptLoss, ...decided(decision, principal) };
      return { changed: await retireSite(command, publishing) };
    },
    describeSite: ({ units }) => describeSite(units, records, tables),
  };
}

function decided(decision = SitesDecision.create(), principal: Principal): ChangeSites {
  return { ...decision, by: subjectOf(principal) };
}
