import type { SitesDifference } from '@lienthong/domain';
import type { Logger, Services } from '@lienthong/runtime';
import type { Ruling } from '../domain/document.ts';
import type { EndedPast } from '../domain/ended-past.ts';
import type { Key } from '../domain/key.ts';
import type {
  Contents,
  LostRecords,
  Records,
  RestoredRegistry,
  Runner,
  ServedQuestions,
  Sessions,
} from './ports.ts';

/** A running exchange, as its use cases, reads and gRPC handlers work with it. */
export interface Site {
  readonly id: string;
  readonly runner: Runner;
  readonly records: Records;
  readonly contents: Contents;
  readonly contentSweep: {
    /**
     * Records of which the value is gone, with a restore of some collections or a damaged disk, and that only the service that writes them
     * can bring back. As of the last sweep, without what has come back since.
     */
    lacking(): Promise<Key[]>;
  };
  readonly lost: LostRecords;
  readonly sessions: Sessions;
  readonly questions: ServedQuestions;
  readonly transport: { traffic(hop: string): { sent: number; received: number } };
  readonly names: {
    nameOf(site: string): string;
    /** What the published registry has otherwise than this site's configuration about this site; undefined: nothing. */
    difference(): SitesDifference | undefined;
  };
  readonly memory: {
    /** What people have said of units' pasts, in order. */
    endedPasts(): Promise<EndedPast[]>;
    /** What people decided of sites that were found to live twice. */
    settledTwins(): Promise<Ruling[]>;
  };
  readonly follower: {
    /** What waits for a person; undefined: nothing. */
    findRestored(): Promise<RestoredRegistry | undefined>;
  };
  /** Which service of the owner's site writes a channel's records; relays and readers need no such list. */
  readonly channels: Pick<Services, 'producerOf' | 'channels'>;
  readonly logger: Logger;
}
