import { type Instant, refuseField } from '@lienthong/domain';

/** Less is the way of a call and the error of a device's clock. */
const toleranceMs = 2 * 60_000;
const dayMs = 86_400_000;

export interface ReceiptTime {
  /** From here on the term counts. */
  at: Instant;
  /** When the site took it in; only of a dossier that was handed in while the site was away. */
  recordedAt?: Instant;
}

/**
 * When a dossier counts as received: when it was handed in, even if the counter could not reach the site.
 * @param handedInAt as the counter says, by the site's clock as it last knew it; absent: now
 * @param days how long a counter may have been without the site
 * @throws Refusal `INVALID_FIELD` of `handed_in_at`: `IN_FUTURE`, `TOO_LONG_AGO`
 */
export function receiptTimeOf(handedInAt: Instant | undefined, now: Instant, days: number): ReceiptTime {
  if (handedInAt === undefined || Math.abs(now - handedInAt) <= toleranceMs) return { at: now };
  if (handedInAt > now) refuseField('handed_in_at', 'IN_FUTURE', 'nobody has handed it in yet');
  if (now - handedInAt > days * dayMs)
    refuseField('handed_in_at', 'TOO_LONG_AGO', `a counter is without the site for ${days} days at most`);
  return { at: handedInAt, recordedAt: now };
}
