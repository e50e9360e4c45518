import type { DeadReason } from '@lienthong/domain';
import { done, type HandleBatch, reject, type IncomingEvent, type Outcome } from '@lienthong/messaging';
import type { Catalogue, ReadCatalogue } from '../domain/catalogue.ts';
import { findUncountable } from '../domain/counted-event.ts';
import type { Fact } from '../domain/fact.ts';
import { factsOf } from '../domain/facts-of.ts';
import type { TallyProjection } from '../projections/tally-projection-types.ts';
import type { FactStore } from '../projections/ports.ts';
import { countedEvent, UnusableEvent } from './counted-event.ts';

/**
 * Events → facts → tallies, whatever the events are of. Two steps lie on the way of a lone event and nothing else: write its facts with the
 * tallies of their days, put these into exchange. The answer comes after the first: the tally in the store is what the producer
 * compares with exchange after a crash, so that the second cannot be forgotten.
 *
 * An event that cannot be used (an indicator that the catalogue does not hold, a day that is none) is rejected; the others of the batch
 * go on. One that touches no number is done.
 */
export function createEventHandler(options: {
  /** The service whose events come here. */
  owner: string;
  facts: Pick<FactStore, 'holdsEvent'>;
  projection: TallyProjection;
  catalogue: ReadCatalogue;
  /** Reads the catalogue anew: what is held may be older than an event. */
  refreshCatalogue: () => Promise<void>;
}): HandleBatch {
  const { owner, facts, projection, catalogue, refreshCatalogue } = options;

  const judgeAll = (events: readonly IncomingEvent[]): Promise<(Fact[] | DeadReason)[]> => {
    const known = catalogue();
    return Promise.all(events.map((event) => judge(event, { owner, catalogue: known }, facts)));
  };

  return async (events) => {
    let judgements = await judgeAll(events);
    if (!judgements.every(Array.isArray)) {
      // While the directory is away, by what is held.
      await refreshCatalogue().catch(() => undefined);
      judgements = await judgeAll(events);
    }
    const outcomes: Outcome[] = [];
    const usable: { event: IncomingEvent; facts: Fact[] }[] = [];
    for (const [at, event] of events.entries()) {
      const judged = judgements[at] ?? [];
      if (Array.isArray(judged)) {
        outcomes.push(done);
        usable.push({ event, facts: judged });
      } else {
        outcomes.push(reject(judged));
      }
    }
    const counting = usable.filter((one) => one.facts.length > 0);
    if (counting.length === 0) return outcomes;
    await projection.count(
      counting.flatMap((one) => one.facts),
      counting.flatMap(({ event }) => event.traceparent ?? []),
    );
    return outcomes;
  };
}

/** The facts of an event, or why it is rejected. */
async function judge(
  event: IncomingEvent,
  allowed: { owner: string; catalogue: Catalogue },
  facts: Pick<FactStore, 'holdsEvent'>,
): Promise<Fact[] | DeadReason> {
  try {
    const counted = countedEvent(event);
    if (!counted) return [];
    const reason = findUncountable(counted, allowed);
    // What has left the catalogue takes nothing back of what was counted under it.
    return reason !== undefined && !(await facts.holdsEvent(event.id)) ? reason : factsOf(counted);
  } catch (error) {
    if (error instanceof UnusableEvent) return error.reason;
    throw error;
  }
}
