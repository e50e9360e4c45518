import { type Contribution, carry, dimensionsOf } from '@lienthong/domain';
import type { Report, ReportEvent } from './report.ts';

/** Version of these rules: it goes up when they make something else of the same events. */
export const contributionVersion = 1;

/** What an event adds to the numbers of its day: a flow, a stock carried by the day of the next look, and a maximum. */
export function contributionsOf(
  kind: ReportEvent['kind'],
  { cause, levelCm, lookAgain }: Pick<Report, 'cause' | 'levelCm' | 'lookAgain'>,
): Contribution[] {
  const dimensions = dimensionsOf({ cause });
  const open = { indicator: 'floods_open', dimensions };
  switch (kind) {
    case 'filed':
      return [
        { indicator: 'floods_filed', dimensions, carriedBy: '', value: 1 },
        ...carry(open, undefined, lookAgain),
        { indicator: 'flood_level', dimensions, carriedBy: '', value: levelCm },
      ];
    case 'settled':
      return carry(open, lookAgain, undefined);
    case 'mistaken':
      // It cancels: what it takes out stands in the events before it.
      return [];
    default:
      return kind satisfies never;
  }
}
