import { type Contribution, carry, dimensionsOf } from '@lienthong/domain';
import type { Movement } from './report.ts';

/** Version of these rules: it goes up when they make something else of the same movements. */
export const contributionVersion = 1;

/** What a movement adds to the numbers of its day: a flow, a stock carried by the day of the next look, and a maximum. */
export function contributionsOf({ change, cause, levelCm, lookAgain }: Movement): Contribution[] {
  const dimensions = dimensionsOf({ cause });
  const open = { indicator: 'floods_open', dimensions };
  switch (change) {
    case 'filed':
      return [
        { indicator: 'floods_filed', dimensions, carriedBy: '', value: 1 },
        ...carry(open, undefined, lookAgain),
        { indicator: 'flood_level', dimensions, carriedBy: '', value: levelCm },
      ];
    case 'settled':
      return carry(open, lookAgain, undefined);
    default:
      return change satisfies never;
  }
}
