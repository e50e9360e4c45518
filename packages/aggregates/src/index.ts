export {
  type AfterWrite,
  type AggregateDocument,
  type AggregateStore,
  createAggregateStore,
  type StoredEvent,
} from './aggregate-store.ts';
export { createInsertBatcher, DuplicateKey, type InsertBatcher } from './insert-batcher.ts';
export { createRelay, type Relay } from './relay.ts';
