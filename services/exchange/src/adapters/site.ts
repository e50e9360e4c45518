import type { Site } from '../commands/site.ts';
import type { ContentStore } from './content-store.ts';
import type { ContentSweep } from './content-sweep.ts';
import type { EngineRunner } from './engine-runner.ts';
import type { LocalSessions } from './local-sessions.ts';
import type { RecordStore } from './record-store.ts';

/** A site with the whole of its parts, as what hosts and watches it sees them. */
export interface JoinedSite extends Site {
  readonly runner: EngineRunner;
  readonly records: RecordStore;
  readonly contents: ContentStore;
  readonly contentSweep: ContentSweep;
  readonly sessions: LocalSessions;
}
