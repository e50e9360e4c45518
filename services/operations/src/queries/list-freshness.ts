import type { LocalDay, UnitKey } from '@lienthong/domain';
import type { UnitFreshness } from '../domain/freshness.ts';
import { placeUnder } from '../domain/placement.ts';
import { nameOf, type RollupSources, unitsOf } from '../domain/rollup.ts';
import { type QueryContext, siteOf } from './sources.ts';

export interface ListedFreshness extends UnitFreshness {
  unitName: string;
  site: string;
  marked: boolean;
}

/** Every unit below `unit`, as it stands on that day, that is expected to report, with how fresh it is by source, the stalest first. */
export function listFreshness(
  context: QueryContext,
  sources: RollupSources,
  unit: UnitKey,
  date: LocalDay | '',
): ListedFreshness[] {
  const on = date === '' ? context.businessClock.today() : date;
  const { hierarchy, catalogue, cells, visible } = sources;
  const [placed = unit] = placeUnder(hierarchy, unit, on);
  return catalogue.sources
    .flatMap(({ channel }) =>
      [...unitsOf(channel, sources)]
        .filter((one) => visible(one) && placeUnder(hierarchy, one, on).includes(placed))
        .map((one) => {
          const fresh = sources.freshness(one, channel);
          return {
            ...fresh,
            unitName: nameOf(one, { hierarchy }),
            site: siteOf(context, one)?.id ?? '',
            marked: cells(channel).isMarked(one),
          };
        }),
    )
    .sort((a, b) => (a.completeAsOf ?? 0) - (b.completeAsOf ?? 0) || (a.unit < b.unit ? -1 : 1));
}
