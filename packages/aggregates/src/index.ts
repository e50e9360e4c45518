export {
  type AfterWrite,
  type AggregateDocument,
  type AggregateStore,
  createAggregateStore,
  type StoredEvent,
} from './aggregate-store.ts';
export type { AggregateLists, Listed } from './aggregate-lists.ts';
export { type Caller, callerOf } from './caller.ts';
export type { Addressed } from './command-handler.ts';
export { type Aggregate, defineAggregate } from './define-aggregate.ts';
export type { AggregateDefinition, StateDocument } from './definition.ts';
export { createInsertBatcher, DuplicateKey, type InsertBatcher } from './insert-batcher.ts';
export { createNumberSeries, type Numbered, type NumberSeries, restoreJump } from './number-series.ts';
export { type EventSource, ownedEvents } from './owned-events.ts';
export { createRelay, type Relay } from './relay.ts';
export { withKnownOutcome } from './unknown-outcome.ts';
