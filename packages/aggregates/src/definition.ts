import type { Decided, Instant, LocalDay } from '@lienthong/domain';
import type { IndexEntry } from '@lienthong/list-index';
import type { NumberDefinition } from './aggregate-numbers.ts';
import type { AggregateDocument, Shape, StoredEvent } from './aggregate-store.ts';
import type { Caller } from './caller.ts';
import type { GivenNumber } from './number-series.ts';
import type { ToEnvelope } from './relay.ts';

/** A command that was done: its key, who sent what, and what came of it. */
export interface DoneCommand {
  key: string;
  fingerprint: string;
  version: number;
}

/** An aggregate as it stands in the store: state, history and outbox in one document. */
export interface StateDocument<
  S extends { unit: string } = { unit: string },
  R extends StoredEvent = StoredEvent,
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
  entryOf: (id: string, state: S) => Pick<IndexEntry, 'at' | 'lists' | 'words' | 'exact' | 'facet'>;
}

/** What one kind of aggregate says of itself: documents `D`, events `E` as its decisions say them, and what decisions are given, `X`. */
export interface AggregateDefinition<D extends StateDocument, E extends { kind: string; at: Instant }, X>
  extends Shape {
  /** Service and aggregate as its event types begin, `onestop.dossier`. */
  name: string;
  collection: string;
  /** The state after an event; the first one makes it. */
  evolve(state: D['state'] | undefined, event: E): D['state'];
  /** Its numbers, each under a name: `numbers.<name>` of the document. A decision that wants one says so ({@link Decided}). */
  numbers?: Readonly<Record<string, NumberDefinition<D['state']>>>;
  /** How it stands in lists, search and counts. */
  lists: ListDefinition<D['state']>;
  /** What the history keeps of an event: without what the state holds anyway. */
  record(event: E, after: D['state']): Omit<D['events'][number], keyof StoredEvent>;
  /** Local days whose numbers the event touches. */
  days(event: E): LocalDay[];
  /** What a decision about this unit's aggregates is given. */
  context(unit: string, given: { now: Instant; actor: Caller }): X;
  /** Version of the rules by which {@link toEnvelope} makes numbers of an event: facts of another one are made anew. */
  contributionVersion: number;
  /** What leaves as an event. */
  toEnvelope: ToEnvelope<D>;
  /** Refuses: there is none, or none that the caller may see. */
  absent(): never;
}
