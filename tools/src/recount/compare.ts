import { addDays, type LocalDay } from '@lienthong/domain';
import { type Recount, recountedIndicators, recountKey } from './recount.ts';

/** A number that the province shows and the communes' databases don't. */
export interface Difference {
  unit: string;
  day: LocalDay;
  indicator: string;
  /** Undefined: the province does not know it. */
  atProvince: number | undefined;
  recounted: number;
}

export interface Comparison {
  /** How many numbers were held against each other. */
  compared: number;
  differences: Difference[];
}

/** Holds every number of every unit and day against its recount. What the province does not know is no zero. */
export function compare(
  units: readonly string[],
  period: { from: LocalDay; to: LocalDay },
  recounted: Recount,
  province: readonly { unit: string; day: LocalDay; indicator: string; value?: number | undefined }[],
): Comparison {
  const shown = new Map(province.map((row) => [recountKey(row.unit, row.day, row.indicator), row.value]));
  const differences: Difference[] = [];
  let compared = 0;
  for (const unit of units) {
    for (let day = period.from; day <= period.to; day = addDays(day, 1)) {
      for (const indicator of recountedIndicators) {
        const key = recountKey(unit, day, indicator);
        const atProvince = shown.get(key);
        const own = recounted.get(key) ?? 0;
        compared += 1;
        if (atProvince !== own) differences.push({ unit, day, indicator, atProvince, recounted: own });
      }
    }
  }
  return { compared, differences };
}
