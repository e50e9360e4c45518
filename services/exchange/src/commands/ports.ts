import type { WatchRecordsRequest, WatchRecordsResponse } from '@lienthong/contracts/exchange/v1/exchange';
import type { SitesDifference } from '@lienthong/domain';
import type { ServiceName } from '@lienthong/runtime';
import type { Document, Foreign, Outline, Ruling } from '../domain/document.ts';
import type { Answered } from '../domain/engine/asks.ts';
import type { Steps, Stored } from '../domain/engine/effects.ts';
import type { Engine, Production } from '../domain/engine/engine.ts';
import type { Holder } from '../domain/engine/holders.ts';
import type { Outcome } from '../domain/engine/process.ts';
import type { IncidentKind } from '../domain/incident.ts';
import type { Key } from '../domain/key.ts';
import type { HeldParts, Message } from '../domain/messages.ts';
import type { SiteRecord } from '../domain/record.ts';
import type { Stamp } from '../domain/stamp.ts';

/** The engine at work: calls go one after the other. */
export interface Runner {
  readonly engine: Engine;
  /** Producers' puts; resolves when those that were taken are durable. */
  put(productions: readonly Production[]): Promise<readonly Outcome[]>;
  /** Any other call of the engine, in turn. */
  run<T>(work: (engine: Engine) => Steps<T>): Promise<T>;
}

/** What a producer compares with: everything about a record but its value. */
export interface HeldValue {
  key: Key;
  src: number;
  /** SHA-256 of the value, hex; empty with a tombstone. */
  digest: string;
  tombstone: boolean;
  foreign: Foreign | undefined;
  /** Of a foreign one. */
  stamp: Stamp | undefined;
  /** Hash of the content that the value is kept in, if any. */
  content: string | undefined;
}

/** The records that this site holds, as it is asked for them. */
export interface Records {
  read(keys: readonly Key[]): Promise<Map<Key, Stored>>;
  /** What is held of a channel and unit, read without the values. @param site this one. */
  held(channel: string, unit: string, site: string): AsyncIterable<HeldValue>;
  /** Outlines of all documents whose bucket begins so, stubs among them. */
  outlines(bucket: string): AsyncIterable<Outline>;
  /** Records, stubs not among them, whose bucket begins so. */
  countIn(bucket: string): Promise<number>;
  countOpen(hop: string): Promise<{ count: number; oldest: number | undefined }>;
  /** What people decided about the records that are wanted. */
  rulings(isWanted: (key: Key) => boolean): Promise<{ key: Key; ruling: Ruling }[]>;
  /**
   * The gravest first, each kind by its keys, so that many of one kind hide none of another.
   *
   * @param isWanted asked of each key before the limit counts.
   */
  incidents(
    mostOfKind: number,
    isWanted: (key: Key) => boolean,
  ): Promise<{ found: { document: Document; kind: IncidentKind }[]; isMore: boolean }>;
}

export interface ContentReception {
  /** What the store has, read anew; all of it is touched: a record that refers to it may be written. */
  held(hash: string, size: number): Promise<HeldParts>;
  /** Blocks from `block` on: durable, and what is held then. Bytes of a piece that is stored already are left out. */
  storePart(hash: string, size: number, block: number, bytes: Uint8Array): Promise<HeldParts>;
  /** The same as `held`, from memory where this process has followed it: cheap enough for everyone who waits. */
  progress(hash: string, size: number): Promise<HeldParts>;
  /** Calls back whenever more of a content is held, or all of it is lost. @returns stops it. */
  watch(hashes: readonly string[], changed: () => void): () => void;
}

/** Contents by hash, as services of this site put and read them. */
export interface Contents extends ContentReception {
  /** Stores the whole of a value that came at once. @returns its hash. */
  put(bytes: Uint8Array): Promise<{ hash: string; size: number }>;
  /** The whole of a content that is no larger than a value may be; undefined: larger, or not held. */
  read(hash: string): Promise<Uint8Array | undefined>;
  /** Stretches of a content from `offset` up to `end`, a piece at most each. @throws ContentGone */
  stream(hash: string, offset: number, end: number): AsyncIterable<Uint8Array>;
  /** What is held of a hash: the size of a content that is whole, which is touched then, else 0; undefined: nothing is held. */
  find(hash: string): Promise<{ size: number; held: number } | undefined>;
  /** Those of the hashes that are not held. */
  lacking(hashes: readonly string[]): Promise<Set<string>>;
}

/** A piece of a content is not there any more. */
export class ContentGone extends Error {
  override readonly name = 'ContentGone';
}

export interface FetchedRecord {
  readonly record: SiteRecord;
  readonly value: Uint8Array;
}

/** What others hold and this site lost, fetched because a person decided so. */
export interface LostRecords {
  /**
   * For an owner that is about to hold it; its content follows, or is here by then.
   * @returns undefined when what came is no record of this key, or was not signed by an owner of the unit.
   * @throws Refusal `NEIGHBOUR_DID_NOT_ANSWER`.
   */
  forOwner(key: Key, holder: Holder): Promise<SiteRecord | undefined>;
  /** The same with its value, if that is no larger than one answer may be. Nothing is stored. */
  withValue(key: Key, holder: Holder): Promise<FetchedRecord | undefined>;
}

/** Its owner was restored: others hold a newer registry than the one that it holds itself. */
export interface RestoredRegistry {
  readonly document: Document;
  readonly newer: Stamp;
  /** The table held here, or the configuration's where none is or where it cannot be read any more, as a decision publishes it. */
  readonly inPlace: Uint8Array;
  readonly isConfigured: boolean;
  /** From that one to what was fetched. */
  readonly difference: SitesDifference | undefined;
  /** The newest that a neighbour has shown to this process, below `newer` while who holds that is out of reach; undefined: none has. */
  readonly fetched: FetchedRecord | undefined;
}

/** A question that a service of this site answers, and by which of its methods. */
export interface ServedQuestion {
  readonly question: string;
  readonly method: string;
}

/** Which service of this site answers which questions. */
export interface ServedQuestions {
  /** In place of what the service said before. @returns takes them back, unless it has said something else since. */
  serve(service: ServiceName, questions: readonly ServedQuestion[]): () => void;
}

/** One open `WatchRecords` stream of a local service: messages of the protocol on the one side, the contract's on the other. */
export interface ConsumerSession {
  readonly name: string;
  /** What the engine sends to this hop. */
  push(message: Message): void;
  /** What goes down the stream, as it comes, several together when they wait. Ends with `close`. */
  responses(): AsyncIterable<WatchRecordsResponse>;
  close(): void;
}

/** The services of this site that read records, and callers that wait for an answer. */
export interface Sessions {
  /** A consumer listens; an earlier stream of the same name ends. */
  open(name: string, channels: readonly string[]): Promise<ConsumerSession>;
  close(session: ConsumerSession): Promise<void>;
  heard(session: ConsumerSession, request: WatchRecordsRequest): void;
  /** Comes in any case: a core that was started anew does not know the questions of the one before. */
  expectAnswer(id: string): Promise<Answered>;
  answered(answer: Answered): void;
}
