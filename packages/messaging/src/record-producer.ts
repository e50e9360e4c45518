import type {
  ExchangeServiceService,
  HeldRecord,
  PutOutcome,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { Lineage } from '@lienthong/domain';
import type { Logger, ServiceClient } from '@lienthong/runtime';
import type { RecordContent } from './exchange-contents.ts';
import { fromWireStamp, type Stamp } from './record-hash.ts';

/** Key of a produced record within its channel. */
export interface ProducedKey {
  unit: string;
  id: string;
}

/** One state of a value as its producer has stored it. */
export interface ProducedValue {
  /** The producer's own version of the value: rises by each change, is stored with it, never falls but by a restore. */
  src: number;
  /** The versions that the store has had, `src` among them; absent: those of another life of the store are not told apart. */
  lineage?: Lineage;
  value: Uint8Array;
  /** In place of `value`, which is empty then: a content that was put before (`putContent`). */
  content?: RecordContent;
  tombstone?: boolean;
  /** Version at which the producer last lost something that it had counted: a put that goes from below it is marked. */
  lostAt?: number;
  /** The foreign state that this value goes on from, by a person's decision. */
  takesOver?: Stamp | undefined;
  /** `traceparent`s of what led here (at most 8): beside the record, neither stored nor compared. */
  spans?: string[];
}

/** What exchange holds of a key that the producer did not put so. */
export interface HeldRecordState {
  /** The version that it has; 0: none of this producer's. */
  src: number;
  /** Whose it is (`HeldRecord.foreign` of the contract). */
  foreign: '' | 'stub' | 'former_owner' | 'awaited';
  /** Of a foreign state. */
  stamp: Stamp | undefined;
}

/** Answer of a producer whose own sources do not tell what a key's value was: people decide, it is neither put nor tried again. */
export const unknownHere = 'unknown here';

export interface ProducerOptions {
  client: Pick<ServiceClient<typeof ExchangeServiceService>, 'putRecords' | 'listHeld'>;
  channel: string;
  /** Units whose records this site produces now. */
  units: () => string[];
  /** Every key of a unit that the producer's store has: its version and the digest of its value (`valueDigest`, or the hash of its content). */
  load: (unit: string) => AsyncIterable<{ id: string; src: number; digest: string; tombstone?: boolean }>;
  /** The stored state of a key; undefined: none. Read again just before it is put, so that only the latest state is put. */
  read: (key: ProducedKey) => Promise<ProducedValue | undefined>;
  /**
   * The producer was restored, or the unit is new to it: exchange holds a state of the key of which the producer's store knows nothing.
   * Computes the value anew from its sources, stores it with a version greater than `held.src` and its own, and returns it. May reject; it is asked
   * again. {@link unknownHere} when the sources know nothing of the key either: what is held then stays as it is, at every level.
   */
  recount: (key: ProducedKey, held: HeldRecordState) => Promise<ProducedValue | typeof unknownHere>;
  logger: Logger;
}

export interface RecordProducer {
  /** Compares, then puts; goes on for ever, also while exchange is away. Returns at once. */
  start(): void;
  /**
   * Says that a key has a new state in the store. Only the latest state of a key is put.
   * @returns resolves true when exchange holds this state or a later one, false when the producer was stopped before, the key is left
   * to people, or exchange refused it for now. Never rejects.
   */
  put(key: ProducedKey, value: ProducedValue): Promise<boolean>;
  /** Compares every key now (at start and daily it does so by itself); resolves when what differed is held or refused, or at stop. */
  compare(): Promise<void>;
  /** Exchange has told its epoch in another answer: a comparison follows if it is a new one. */
  noteEpoch(epoch: string): void;
  status(): ProducerStatus;
  stop(): Promise<void>;
}

/** What is not known to be held by exchange, and why. */
export interface ProducerStatus {
  compared: boolean;
  waiting: number;
  recounting: number;
  /** Keys that only people can decide: others hold something of which this producer knows nothing. */
  left: number;
  /** How many of those that wait exchange has refused, and why the last of them. */
  refused: number;
  refusal: string | undefined;
  /** Units of which exchange has refused a record that it does not hold yet: what they have there is not complete. */
  notTaken: ReadonlySet<string>;
  failingSince: number | undefined;
  /** Exchange's epoch of the last comparison of which all that differed is held, or refused; empty: none. Goes with progress. */
  epoch: string;
}

/** What an answer of exchange says of a key. */
export function stateOf({
  src,
  foreign,
  stamp,
}: Pick<HeldRecord | PutOutcome, 'src' | 'foreign' | 'stamp'>): HeldRecordState {
  const isForeign = foreign === 'stub' || foreign === 'former_owner' || foreign === 'awaited';
  return {
    src,
    foreign: isForeign ? foreign : '',
    stamp: isForeign && stamp ? fromWireStamp(stamp) : undefined,
  };
}
