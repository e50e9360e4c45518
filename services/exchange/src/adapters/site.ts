import type { Logger, Services } from '@lienthong/runtime';
import type { Environment } from '../domain/environment.ts';
import type { ContentStore } from './content-store.ts';
import type { ContentSweep } from './content-sweep.ts';
import type { EngineRunner } from './engine-runner.ts';
import type { LinkTransport } from './link-transport.ts';
import type { LocalSessions } from './local-sessions.ts';
import type { QuestionCaller } from './question-caller.ts';
import type { RecordStore } from './record-store.ts';
import type { RegistryFollower } from './registry-follower.ts';
import type { RegistrySource } from './registry-source.ts';
import type { SiteMemory } from './site-memory.ts';

/** A running exchange, as its gRPC handlers use it. */
export interface Site {
  readonly id: string;
  readonly runner: EngineRunner;
  readonly records: RecordStore;
  readonly contents: ContentStore;
  readonly contentSweep: ContentSweep;
  readonly sessions: LocalSessions;
  readonly questions: QuestionCaller;
  readonly transport: LinkTransport;
  readonly names: Pick<RegistrySource, 'nameOf' | 'difference'>;
  readonly memory: Pick<SiteMemory, 'settledTwins' | 'endedPasts'>;
  readonly follower: Pick<RegistryFollower, 'findRestored'>;
  readonly environment: Environment;
  /** Which service of the owner's site writes a channel's records; relays and readers need no such list. */
  readonly channels: Pick<Services, 'producerOf' | 'channels'>;
  readonly logger: Logger;
}
