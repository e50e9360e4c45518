import { setTimeout as pause } from 'node:timers/promises';
import { askedOnce, type BusinessClock, counter, gauge, type MachineClock } from '@lienthong/runtime';
import type { Collection } from 'mongodb';
import type { AggregateDocument } from './aggregate-store.ts';

const waiting = gauge('lienthong.relay.waiting', {
  description: 'aggregates whose events the stream has not acknowledged, as the database has them',
});
const oldestAge = gauge('lienthong.relay.oldest_age_seconds', {
  unit: 's',
  description: 'how long ago the oldest event happened that the stream has not acknowledged; 0: none waits',
});
const unpublishable = gauge('lienthong.relay.unpublishable', {
  description: 'aggregates whose next event cannot be published though the stream takes others',
});
const failing = gauge('lienthong.relay.failing_seconds', {
  unit: 's',
  description: 'how long the stream has refused or not answered; 0: it takes events',
});
export const relayFailures = counter('lienthong.relay.failures', {
  description: 'publications that were refused (a full stream) or whose outcome is unknown',
});

/** A reading shows the last figure where none is given: what is not known has to be said. */
const unknown = Number.NaN;
const answerWithinMs = 3_000;

/** Lets the alarms see a relay. What the database does not answer is not a number. @returns ends the watching. */
export function watchRelay<D extends AggregateDocument>(options: {
  labels: { source: string; aggregate: string };
  collection: Collection<D>;
  clock: MachineClock;
  businessClock: Pick<BusinessClock, 'now'>;
  failingSince: () => number | undefined;
  unpublishable: () => number;
}): () => void {
  const { labels, collection, clock, businessClock } = options;
  const secondsSince = (at: number, now: number): number => Math.max(0, now - at) / 1_000;
  const count = async (): Promise<{ count: number; oldest: number | undefined }> => {
    const [found] = await collection
      .aggregate<{ count: number; oldest: number }>([
        { $match: { pending: true } },
        { $group: { _id: null, count: { $sum: 1 }, oldest: { $min: '$pendingAt' } } },
      ])
      .toArray();
    return found ?? { count: 0, oldest: undefined };
  };
  const pending = askedOnce(() => {
    const late = pause(answerWithinMs, undefined, { ref: false });
    return Promise.race([count(), late]).catch(() => undefined);
  });
  const watches = [
    waiting.watch(async (result) => result.observe((await pending())?.count ?? unknown, labels)),
    oldestAge.watch(async (result) => {
      const found = await pending();
      const now = businessClock.now();
      result.observe(found ? secondsSince(found.oldest ?? now, now) : unknown, labels);
    }),
    unpublishable.watch((result) => result.observe(options.unpublishable(), labels)),
    failing.watch((result) => {
      const now = clock.now();
      result.observe(secondsSince(options.failingSince() ?? now, now), labels);
    }),
  ];
  return () => {
    for (const unwatch of watches) unwatch();
  };
}
