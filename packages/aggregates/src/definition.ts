import type { Contribution, Instant, LocalDay } from '@lienthong/domain';
import type { IndexEntry } from '@lienthong/list-index';
import type { NumberDefinition } from './aggregate-numbers.ts';
import type { AggregateDocument, Shape, StoredEvent } from './aggregate-store.ts';
import type { Caller } from './caller.ts';
import type { GivenNumber } from './number-series.ts';

/** A command that was done: its key, who sent what, and what came of it. */
export interface DoneCommand {
  key: string;
  fingerprint: string;
  version: number;
}

/** How an event touches the numbers of one local day, as it is stored with the event. Holds no person. */
export interface Movement {
  day: LocalDay;
}

/** An earlier event whose movements of that day no longer count. */
export interface Cancel {
  eventId: string;
  day: LocalDay;
}

/** An event as the history keeps it: what it does to the numbers was decided when it happened. */
export interface HistoryEvent<M extends Movement = Movement> extends StoredEvent {
  movements: M[];
  cancels: Cancel[];
}

/** An event as a decision says it. One that touches no number leaves both out. */
export interface DecidedEvent {
  kind: string;
  at: Instant;
  movements?: Movement[];
  cancels?: Cancel[];
}

/** An aggregate as it stands in the store: state, history and outbox in one document. */
export interface StateDocument<
  S extends { unit: string } = { unit: string },
  R extends HistoryEvent = HistoryEvent,
> extends AggregateDocument<R> {
  state: S;
  /** Local days that its events touch. */
  days: LocalDay[];
  /** By the names of the definition; unique. */
  numbers: Record<string, GivenNumber>;
  /** Who sent what first: the id is the key of that command. */
  intake: string;
  /** The last commands: a key older than these ends as a version conflict. */
  commands: DoneCommand[];
}

/** How one kind of aggregate stands in lists. */
export interface ListDefinition<S> {
  /** Raised when entries are made otherwise: the lists are then made again. */
  shape: number;
  entryOf: (
    id: string,
    state: S,
  ) => Pick<IndexEntry, 'at' | 'lists' | 'words' | 'further' | 'exact' | 'facet'>;
}

/** What one kind of aggregate says of itself: documents `D`, events `E` as its decisions say them, and what decisions are given, `X`. */
export interface AggregateDefinition<D extends StateDocument, E extends DecidedEvent, X> extends Shape {
  /** Service and aggregate as its event types begin, `onestop.dossier`. */
  name: string;
  /** How the type of each kind of event ends: `finished.v1`. A version that old consumers cannot read is a kind of its own beside it. */
  types: Readonly<Record<E['kind'], `${string}.v${number}`>>;
  collection: string;
  /** The state after an event; the first one makes it. */
  evolve(state: D['state'] | undefined, event: E): D['state'];
  /** Its numbers, each under a name: `numbers.<name>` of the document. A decision that wants one says so (`Decided`). */
  numbers?: Readonly<Record<string, NumberDefinition<D['state']>>>;
  /** How it stands in lists, search and counts. */
  lists: ListDefinition<D['state']>;
  /** What the history keeps of an event besides its movements and cancels: without what the state holds anyway. */
  record(event: E, after: D['state']): Omit<D['events'][number], keyof HistoryEvent>;
  /** What a decision about this unit's aggregates is given. */
  context(unit: string, given: { now: Instant; actor: Caller }): X;
  /** What a movement adds to its day. Which days an event touches stays as it was stored, so it is no part of these rules. */
  contributionsOf: (movement: D['events'][number]['movements'][number]) => Contribution[];
  /** Version of {@link contributionsOf}: facts of another one are made anew. */
  contributionVersion: number;
  /** What leaves with an event besides its numbers; whatever is not named here stays. */
  tells: (
    document: D,
    event: D['events'][number],
  ) => { reference: { kind: string; code: string } | undefined; data?: Buffer };
  /** Refuses: there is none, or none that the caller may see. */
  absent(): never;
}
