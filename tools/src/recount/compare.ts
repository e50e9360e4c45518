import { addDays, type LocalDay } from '@lienthong/domain';
import { type Recount, recountKey } from './recount.ts';

/** A number that the province shows and the communes' databases don't. */
export interface Difference {
  unit: string;
  day: LocalDay;
  indicator: string;
  /** Undefined: the province does not know it. */
  atProvince: number | undefined;
  /** Undefined: nothing was counted that could be known. */
  recounted: number | undefined;
}

export interface Comparison {
  /** How many numbers were held against each other. */
  compared: number;
  differences: Difference[];
}

/** An indicator that is compared. */
export interface Compared {
  code: string;
  /** What it is where nothing was counted: a sum is zero, and what nobody has read is not known. */
  absent: 0 | undefined;
}

/** Holds every number of every unit and day against its recount. What the province does not know is no zero. */
export function compare(
  units: readonly string[],
  indicators: readonly Compared[],
  period: { from: LocalDay; to: LocalDay },
  recounted: Recount,
  province: readonly { unit: string; day: LocalDay; indicator: string; value?: number | undefined }[],
): Comparison {
  const shown = new Map(province.map((row) => [recountKey(row.unit, row.day, row.indicator), row.value]));
  const differences: Difference[] = [];
  let compared = 0;
  for (const unit of units) {
    for (let day = period.from; day <= period.to; day = addDays(day, 1)) {
      for (const { code: indicator, absent } of indicators) {
        const key = recountKey(unit, day, indicator);
        const atProvince = shown.get(key);
        const own = recounted.get(key) ?? absent;
        compared += 1;
        if (atProvince !== own) differences.push({ unit, day, indicator, atProvince, recounted: own });
      }
    }
  }
  return { compared, differences };
}
