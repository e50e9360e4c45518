import { type Instant, refuseField } from '@lienthong/domain';

/** Less is the way of a call and the error of a device's clock. */
const toleranceMs = 2 * 60_000;
const dayMs = 86_400_000;

/**
 * From when the term of a dossier counts: from when it was handed in, even if the counter could not reach the site.
 * @param handedInAt as the counter says, by the site's clock as it last knew it; absent: now
 * @param days how long a counter may have been without the site
 * @returns undefined: from when it is recorded
 * @throws Refusal `INVALID_FIELD` of `handed_in_at`: `IN_FUTURE`, `TOO_LONG_AGO`
 */
export function handedInBefore(
  handedInAt: Instant | undefined,
  now: Instant,
  days: number,
): Instant | undefined {
  if (handedInAt === undefined || Math.abs(now - handedInAt) <= toleranceMs) return undefined;
  if (handedInAt > now) refuseField('handed_in_at', 'IN_FUTURE', 'nobody has handed it in yet');
  // So written that it refuses what is no instant, too.
  if (!(now - handedInAt <= days * dayMs))
    refuseField('handed_in_at', 'TOO_LONG_AGO', `a counter is without the site for ${days} days at most`);
  return handedInAt;
}
