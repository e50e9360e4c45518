import type { UnitKey, UnitLevel } from '@lienthong/domain';
import { type Catalogue, catalogueOf } from '@lienthong/indicators';
import type { SetAside } from '@lienthong/messaging';
import {
  type BusinessClock,
  type DirectoryTables,
  findRegisteredSites,
  type MachineClock,
  type RegisteredSite,
} from '@lienthong/runtime';
import type { Settings } from '../config.ts';
import type { UnitFreshness } from '../domain/freshness.ts';
import type { RollupSources } from '../domain/rollup.ts';
import type { CellProjection } from '../projections/cell-projection.ts';

/** What every question is answered from. */
export interface QueryContext {
  projection: CellProjection;
  setAside: Pick<SetAside, 'has'>;
  directory: DirectoryTables;
  businessClock: BusinessClock;
  machineClock: MachineClock;
  settings: Settings;
}

/** The indicators and where they come from. @throws Refusal `SERVICE_UNAVAILABLE` until the directory has been read. */
export const catalogueIn = ({ directory }: Pick<QueryContext, 'directory'>): Catalogue =>
  catalogueOf(directory.table('indicators'));

/** The site of the registry that owns a unit's records. */
export function siteOf({ directory }: QueryContext, unit: UnitKey): RegisteredSite | undefined {
  return findRegisteredSites(directory)?.find(({ owns }) => owns.includes(unit));
}

/** How fresh units are at this moment: everything that one answer says of a unit is judged once. */
function freshnessNow({ projection, setAside, machineClock, businessClock, settings }: QueryContext) {
  const moment = {
    machineNow: machineClock.now(),
    silentAfterMs: settings.silentAfterMs,
    businessNow: businessClock.now(),
    behindAfterMs: toleranceMs(settings),
  };
  const judged = new Map<string, UnitFreshness>();
  return (unit: UnitKey, source: string): UnitFreshness => {
    const name = `${source}/${unit}`;
    const known = judged.get(name);
    if (known) return known;
    const isSetAside = setAside.has({ unit, channel: source });
    const fresh = projection.freshness(unit, source, { ...moment, isSetAside });
    judged.set(name, fresh);
    return fresh;
  };
}

/** Watermarks of an idle unit come with every round of sums. */
const toleranceMs = ({ sumsMs }: Settings): number => sumsMs * 2 + 30_000;

/** The tops of the subtrees that a caller may see. */
export type View = readonly UnitKey[];

/** Everything that a roll-up needs, as it stands now, of what a caller may see today. */
export function rollupSources(context: QueryContext, view: View): RollupSources {
  const { projection, directory, businessClock, settings } = context;
  const hierarchy = directory.hierarchy();
  const catalogue = catalogueIn(context);
  const isOfLevel = (unit: UnitKey, levels: readonly UnitLevel[]): boolean => {
    const level = hierarchy.find(unit)?.level;
    return level !== undefined && levels.includes(level);
  };
  const today = businessClock.today();
  const owned = (findRegisteredSites(directory) ?? []).flatMap(({ owns }) => owns);
  const expectedOn = new Map(
    catalogue.sources.map(({ channel, levels }) => [
      channel,
      owned.filter((unit) => isOfLevel(unit, levels)),
    ]),
  );
  return {
    hierarchy,
    catalogue,
    cells: (source) => projection.cells(source),
    memory: projection.memory,
    expected: (channel) => expectedOn.get(channel) ?? [],
    visible: (unit) => view.some((top) => hierarchy.isWithin(unit, top, today)),
    freshness: freshnessNow(context),
    businessNow: businessClock.now(),
    toleranceMs: toleranceMs(settings),
  };
}
