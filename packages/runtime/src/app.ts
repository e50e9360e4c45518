import type { DeadLetter } from '@lienthong/contracts/common/v1/dead_letter';
import type { Event } from '@lienthong/contracts/common/v1/event';
import type { DeadReason, LocalDay, Remedies, UnitKey } from '@lienthong/domain';
import type { ServiceName } from './site-config.ts';
import type { GrpcServer } from './grpc/server.ts';

/** What a part of the process reports of itself: what it needs to do its own work, and what is missing. */
export interface Health {
  ready: boolean;
  /** Why it is not ready, or what a person should look at although it is. An uplink that is down is neither: a site works alone. */
  problems: string[];
}

/** The events that a service owns, as it serves them to others of the site (`common.v1.EventsService`). */
export interface OwnedEvents {
  /**
   * The events of whole aggregates, page by page.
   *
   * @param unit empty: every unit that the service serves here.
   * @param days only events that touch these; empty: all.
   */
  read(unit: UnitKey | '', days: readonly LocalDay[]): AsyncIterable<Event[]>;
  /** Count and digest (16 hex digits) of the events that touch each local day of a unit, and the owner's present contribution version. */
  summarise(unit: UnitKey): AsyncIterable<{
    days: { day: LocalDay; events: number; digest: string }[];
    contributionVersion: number;
  }>;
  /** Up to when every event of each unit stands on the stream; another epoch: the database may have been set back. */
  progress(): Promise<{ units: { unit: UnitKey; publishedTo: Date }[]; epoch: string }>;
  /** Those that do not go out for a reason of their own: the operator's page lists them with what consumers could not use. */
  readonly unpublished: readonly DeadLetterSource[];
}

/** As its consumer keeps it; who acts on it until when follows from the reason. */
export type WaitingLetter = Omit<
  DeadLetter,
  'service' | 'consumer' | 'reason' | 'deadSince' | 'owner' | 'nextAction' | 'due'
> & { reason: DeadReason; deadSince: Date };

/** What one consumer could not use, or one owner not publish, until a person has it tried again (`common.v1.DeadLetterService`). */
export interface DeadLetterSource {
  /** Unique within the service, e.g. `reporting-onestop`. */
  readonly consumer: string;
  /** What ends the causes that its reasons name. */
  readonly remedies: Remedies;
  /** What a person should look at beside the letters, for the health report: English, without numbers that change. */
  problem?(): string | undefined;
  /** Those of units that are seen and older than `before`, the newest first: as many as a page needs (`newestLetters`). */
  list(sees: (unit: UnitKey) => boolean, before?: Date): Promise<WaitingLetter[]>;
  /**
   * Tries one again.
   *
   * @returns why it still cannot be used; undefined: it was used and is gone.
   * @throws Refusal `DEAD_LETTER_UNKNOWN`, also when its unit is not seen.
   */
  retry(id: string, sees: (unit: UnitKey) => boolean): Promise<DeadReason | undefined>;
}

/** All of a service, whose turn is a person's. */
export const lettersOf = ({ deadLetters = [], events }: App): readonly DeadLetterSource[] => [
  ...deadLetters,
  ...(events?.unpublished ?? []),
];

/** One service, ready to be hosted: alone in its process or with others in one. */
export interface App {
  readonly service: ServiceName;
  /** Adds its gRPC services; until then their methods answer that the service is starting. */
  mount(server: GrpcServer): void;
  /** Of a service that `contributes`. */
  readonly events?: OwnedEvents;
  /** One of each consumer of the service. */
  readonly deadLetters?: readonly DeadLetterSource[];
  /** Resolves when it works. */
  start(): Promise<void>;
  /** Lets go of calls to this process that would otherwise keep the gRPC server from stopping, e.g. streams held for browsers. */
  closeStreams?(): void;
  /** Takes no new work, finishes what is in flight, closes what it opened; what the host handed out, the host closes. Called once. */
  stop(): Promise<void>;
  /** What only the service knows of itself; the host adds what it handed out, and whether the service has started. */
  health?(): Health | Promise<Health>;
}
