import type { UnitKey } from '@lienthong/domain';
import {
  type BusinessClock,
  type DirectoryTables,
  findRegisteredSites,
  type MachineClock,
  type RegisteredSite,
  type SiteConfig,
} from '@lienthong/runtime';
import type { UnitFreshness } from '../domain/freshness.ts';
import type { RollupSources } from '../domain/rollup.ts';
import type { Board } from '../projections/board.ts';

/** What every question is answered from. */
export interface Knowledge {
  board: Board;
  directory: DirectoryTables;
  businessClock: BusinessClock;
  machineClock: MachineClock;
  config: SiteConfig;
}

/** The site of the registry that owns a unit's records. */
export function siteOf({ directory }: Knowledge, unit: UnitKey): RegisteredSite | undefined {
  return findRegisteredSites(directory)?.find(({ owns }) => owns.includes(unit));
}

export function freshnessOf({ board, machineClock, config }: Knowledge, unit: UnitKey): UnitFreshness {
  return board.freshness(unit, machineClock.now(), config.exchange.silentAfterMs);
}

/** The tops of the subtrees that a caller may see. */
export type View = readonly UnitKey[];

/** Everything that a roll-up needs, as it stands now, of what a caller may see today. */
export function rollupSources(knowledge: Knowledge, view: View): RollupSources {
  const { board, directory, businessClock, config } = knowledge;
  const hierarchy = directory.hierarchy();
  const today = businessClock.today();
  return {
    hierarchy,
    cells: board.cells,
    reportingUnits: (findRegisteredSites(directory) ?? [])
      .flatMap(({ owns }) => owns)
      .filter((unit) => hierarchy.find(unit)?.level === 'commune'),
    visible: (unit) => view.some((top) => hierarchy.isWithin(unit, top, today)),
    freshness: (unit) => freshnessOf(knowledge, unit),
    businessNow: businessClock.now(),
    toleranceMs: config.exchange.sumsMs * 2 + 30_000,
  };
}
