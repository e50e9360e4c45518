export {
  type AfterWrite,
  type AggregateDocument,
  type AggregateStore,
  createAggregateStore,
  type StoredEvent,
} from './aggregate-store.ts';
export { connectNats, type SiteNats } from './connection.ts';
export {
  createEventConsumer,
  done,
  type EventConsumer,
  type HandleBatch,
  hopeless,
  type IncomingEvent,
  type Outcome,
  retryLater,
} from './consumer.ts';
export { createDeadLetters, type DeadLetters } from './dead-letters.ts';
export { type EventEnvelope, subjectOf, toHeaders } from './envelope.ts';
export {
  type ConsumerOptions,
  createRecordConsumer,
  type RecordChange,
  type RecordConsumer,
  type RecordStore,
} from './exchange-consumer.ts';
export {
  createRecordProducer,
  type ProducedKey,
  type ProducedValue,
  type ProducerOptions,
  type RecordProducer,
} from './exchange-producer.ts';
export { type HeldState, Holding, stateHash } from './holding.ts';
export { createInsertBatcher, DuplicateKey, type InsertBatcher, refusedInserts } from './insert-batcher.ts';
export { createLease, type Lease } from './lease.ts';
export {
  consumerEntryHash,
  fromWireStamp,
  hashBytes,
  type RecordKey,
  recordName,
  type Stamp,
  sameStamp,
  toWireStamp,
  valueDigest,
} from './record-hash.ts';
export { createRelay, type Relay, type ToEnvelope } from './relay.ts';
export { eventStream, provisionSite } from './topology.ts';
