import { currentTraceparent } from '@lienthong/runtime';
import { v7 as newEventId } from 'uuid';
import type { AggregateNumbers } from './aggregate-numbers.ts';
import type { AggregateDefinition, DecidedEvent, StateDocument } from './definition.ts';

/** Events as they are stored, and the fields to set. */
interface Happened<D extends StateDocument> {
  events: D['events'];
  version: number;
  set: Partial<D>;
}

/** What decided events make of an aggregate. */
export function createHappen<D extends StateDocument, E extends DecidedEvent, X>(
  definition: AggregateDefinition<D, E, X>,
  { numbersOf }: Pick<AggregateNumbers<D['state']>, 'numbersOf'>,
): (current: D | undefined, decided: E[]) => Happened<D> {
  const { name } = definition;
  return (current, decided) => {
    if (decided.length === 0) throw new Error(`${name}: a decision has at least one event, or refuses`);
    const traceparent = currentTraceparent();
    let version = current?.version ?? 0;
    let state: D['state'] | undefined = current?.state;
    const events = decided.map((event) => {
      state = definition.evolve(state, event);
      version += 1;
      const { kind, at, movements = [], cancels = [] } = event;
      return {
        ...definition.record(event, state),
        id: newEventId(),
        type: `${name}.${definition.types[kind as E['kind']]}`,
        at,
        version,
        movements,
        cancels,
        days: [...new Set([...movements, ...cancels].map(({ day }) => day))],
        ...(traceparent === undefined ? {} : { traceparent }),
      };
    }) as D['events'];
    if (!state) throw new Error(`${name} begins with an event`);
    const days = new Set([...(current?.days ?? []), ...events.flatMap((event) => event.days)]);
    const fields = { state, numbers: numbersOf(state), days: [...days] };
    return { events, version, set: fields as unknown as Partial<D> };
  };
}

/** An aggregate as its first events make it. */
export function firstDocument<D extends StateDocument>(
  { v }: { v: number },
  id: string,
  intake: string,
  { events, version, set }: Happened<D>,
): D {
  const outbox = { published: 0, pending: true, pendingAt: events[0]?.at ?? 0 };
  const unit = set.state?.unit;
  return { _id: id, v, version, unit, ...set, intake, commands: [], events, ...outbox } as unknown as D;
}
