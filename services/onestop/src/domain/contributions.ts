import { type Contribution, carry, dimensionsOf } from '@lienthong/domain';
import type { Movement } from './movements.ts';

/** Version of these rules: it goes up when they make something else of the same movements. */
export const contributionVersion = 1;

/** What a movement adds to the numbers of its day: the flow of its step, and the change of the stock `pending` by due day. */
export function contributionsOf(movement: Movement): Contribution[] {
  const { channel, field, pendingBefore, dueBefore, pendingAfter, dueAfter } = movement;
  const dimensions = dimensionsOf({ channel: channel.toLowerCase(), field });
  const flow = flowOf(movement);
  return [
    ...(flow === undefined ? [] : [{ indicator: flow, dimensions, carriedBy: '', value: 1 }]),
    ...carry(
      { indicator: 'pending', dimensions },
      pendingBefore ? dueBefore : undefined,
      pendingAfter ? dueAfter : undefined,
    ),
  ];
}

function flowOf({ change, timeliness }: Movement): string | undefined {
  switch (change) {
    case 'RECEIVED':
      return 'received';
    case 'FINISHED':
      return `finished_${timeliness.toLowerCase()}`;
    case 'WITHDRAWN':
      return 'withdrawn';
    case 'SUSPENDED':
    case 'RESUMED':
      return undefined;
    default:
      return change satisfies never;
  }
}
