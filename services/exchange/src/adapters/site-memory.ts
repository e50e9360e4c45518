import type { Db } from 'mongodb';
import type { Ruling } from '../domain/document.ts';
import type { EndedPast } from '../domain/ended-past.ts';
import type { Twin } from '../domain/twin.ts';
import type { Consumer } from '../domain/route.ts';

/** A site that once wrote a unit's records, and the key that it signed them with (R13). */
export interface FormerOwner {
  readonly unit: string;
  readonly site: string;
  readonly publicKey: string;
  /** The key was withdrawn, and stays so whatever is published later. */
  readonly withdrawn?: boolean;
}

interface MemoryDocument {
  _id: string;
  consumers?: Consumer[];
  owners?: FormerOwner[];
  twins?: Twin[];
  settled?: Ruling[];
  ended?: EndedPast[];
}

/** The few things besides records that a site's exchange keeps. */
export interface SiteMemory {
  consumers(): Promise<Consumer[]>;
  saveConsumers(consumers: readonly Consumer[]): Promise<void>;
  /** Everybody who ever owned a unit, as far as this site has known. */
  owners(): Promise<FormerOwner[]>;
  saveOwners(owners: readonly FormerOwner[]): Promise<void>;
  /** Sites that were found to live twice, and nobody has settled it. */
  twins(): Promise<Twin[]>;
  /** With what a person decided of one that is there no more, in one write. */
  saveTwins(twins: readonly Twin[], ruling: Ruling | undefined): Promise<void>;
  /** What people have said of units' pasts, in order. */
  endedPasts(): Promise<EndedPast[]>;
  endPast(ended: EndedPast): Promise<void>;
  /** What people decided of such sites. */
  settledTwins(): Promise<Ruling[]>;
}

export function createSiteMemory(db: Db): SiteMemory {
  const memory = db.collection<MemoryDocument>('site_memory');
  const save = async (_id: string, fields: Omit<MemoryDocument, '_id'>): Promise<void> => {
    await memory.updateOne({ _id }, { $set: fields }, { upsert: true });
  };
  return {
    consumers: async () => (await memory.findOne({ _id: 'consumers' }))?.consumers ?? [],
    saveConsumers: (consumers) => save('consumers', { consumers: [...consumers] }),
    owners: async () => (await memory.findOne({ _id: 'owners' }))?.owners ?? [],
    twins: async () => (await memory.findOne({ _id: 'twins' }))?.twins ?? [],
    async saveTwins(twins, ruling) {
      const settled = ruling ? { $push: { settled: ruling } } : {};
      await memory.updateOne({ _id: 'twins' }, { $set: { twins: [...twins] }, ...settled }, { upsert: true });
    },
    endedPasts: async () => (await memory.findOne({ _id: 'pasts' }))?.ended ?? [],
    async endPast(ended) {
      await memory.updateOne({ _id: 'pasts' }, { $push: { ended } }, { upsert: true });
    },
    settledTwins: async () => (await memory.findOne({ _id: 'twins' }))?.settled ?? [],
    saveOwners: (owners) => save('owners', { owners: [...owners] }),
  };
}
