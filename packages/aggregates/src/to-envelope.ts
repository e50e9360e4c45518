import type { AggregateDefinition, DecidedEvent, StateDocument } from './definition.ts';
import type { ToEnvelope } from './relay.ts';

/** What an event says on the site's stream and in `ReadEvents`: its numbers are those of its movements, on the days that it is asked for by. */
export function createToEnvelope<D extends StateDocument, E extends DecidedEvent, X>({
  contributionsOf,
  contributionVersion,
  tells,
}: AggregateDefinition<D, E, X>): ToEnvelope<D> {
  return (document, event) => {
    const { reference, data = Buffer.alloc(0) } = tells(document, event);
    return {
      id: event.id,
      type: event.type,
      subject: document._id,
      unit: document.unit,
      time: new Date(event.at),
      version: event.version,
      data,
      facts: event.movements.map((movement) => ({
        day: movement.day,
        contributions: contributionsOf(movement),
      })),
      cancels: event.cancels.map(({ eventId, day }) => ({ eventId, day })),
      reference,
      contributionVersion,
    };
  };
}
