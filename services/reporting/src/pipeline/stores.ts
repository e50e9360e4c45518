import { createDeadLetters, type DeadLetters } from '@lienthong/messaging';
import type { MachineClock, ServiceName } from '@lienthong/runtime';
import type { Db } from 'mongodb';
import { createFactStore } from '../adapters/fact-store.ts';
import { createHistoryStore } from '../adapters/history-store.ts';
import { createLostFactStore } from '../adapters/lost-fact-store.ts';
import { createProgressStore } from '../adapters/progress-store.ts';
import { createTallyStore } from '../adapters/tally-store.ts';
import { createWriteCounted } from '../adapters/write-counted.ts';
import type { HistoryStore, LostFactStore } from '../commands/ports.ts';
import { durableOf } from '../config.ts';
import type { FactStore, ProgressStore, TallyStore, WriteCounted } from '../projections/ports.ts';

/** What is kept of one source. */
export interface Stores {
  facts: FactStore;
  tallies: TallyStore;
  writeCounted: WriteCounted;
  history: HistoryStore;
  lostFacts: LostFactStore;
  progress: ProgressStore;
  deadLetters: DeadLetters;
}

/** @param owner of the events: each source has collections of its own, `facts_onestop`. */
export async function openStores(db: Db, owner: ServiceName, clock: MachineClock): Promise<Stores> {
  const collections: Pick<Db, 'collection'> = {
    collection: (name: string) => db.collection(`${name}_${owner}`),
  };
  return {
    facts: await createFactStore(collections),
    tallies: await createTallyStore(collections),
    writeCounted: createWriteCounted(db, { facts: `facts_${owner}`, tallies: `tallies_${owner}` }),
    history: await createHistoryStore(collections),
    lostFacts: await createLostFactStore(collections),
    progress: await createProgressStore(collections, clock),
    deadLetters: await createDeadLetters(db, durableOf(owner).name, clock),
  };
}
