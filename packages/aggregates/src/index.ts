export { type AggregateDocument, createAggregateStore, type StoredEvent } from './aggregate-store.ts';
export type { AggregateLists, Listed } from './aggregate-lists.ts';
export { type Caller, callerOf } from './caller.ts';
export type { Addressed } from './command-handler.ts';
export { type Aggregate, defineAggregate } from './define-aggregate.ts';
export type { HistoryEvent, StateDocument } from './definition.ts';
export { restoreJump } from './number-series.ts';
export { ownedEvents } from './owned-events.ts';
export { createRelay } from './relay.ts';
