export { createEventConsumer, type EventConsumer } from './consumer.ts';
export { createDeadLetters, type DeadLetters } from './dead-letters.ts';
export { type EventEnvelope, fromMessage, subjectOf, toMessage } from './envelope.ts';
export { createRecordConsumer, type RecordConsumer } from './exchange-consumer.ts';
export { putContent, type RecordContent, readContent } from './exchange-contents.ts';
export { createRecordProducer } from './exchange-producer.ts';
export {
  type HeldRecordState,
  type ProducedValue,
  type ProducerStatus,
  type RecordProducer,
  unknownHere,
} from './record-producer.ts';
export { type HeldState, Holding } from './holding.ts';
export { done, type HandleBatch, type IncomingEvent, type Outcome, reject, retryLater } from './outcome.ts';
export { createQuestionServer, type QuestionServer } from './question-server.ts';
export {
  fromWireStamp,
  toWireStamp,
  hash64,
  hashBytes,
  type RecordKey,
  recordName,
  type Stamp,
  sameStamp,
  valueDigest,
} from './record-hash.ts';
export type { RecordChange, RecordSource, RecordStore } from './record-store.ts';
export { type ChoosingStore, createSetAside, type SetAside, type UnusableChange } from './set-aside.ts';
