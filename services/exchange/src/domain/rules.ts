import type { Chain, Document, Entry } from './document.ts';
import { heldIn, isAbove } from './document.ts';
import type { Environment } from './environment.ts';
import { isConsumerHop } from './route.ts';
import { addSeen, isForeign, type SiteRecord, type Unsigned } from './record.ts';
import { higherStamp, type Stamp } from './stamp.ts';

/** A change of a record by its owner (R1). */
export interface Change {
  readonly value: Uint8Array | null;
  readonly content: SiteRecord['content'];
  readonly tombstone: boolean;
  /** The producer's version of the value. */
  readonly src: number;
  /** The producer was restored and has recounted: people have to see that. */
  readonly restored: boolean;
}

/** A person's word is obeyed up to here; then the key is left to people (`contested`). */
export const maximumRaises = 8;

/**
 * The decisions of the protocol, one function a rule. They are passed to the engine as this record, so that the test of the
 * simulation can change one and see it caught; the service always passes `rules`.
 */
export interface Rules {
  readonly isForeign: typeof isForeign;
  readonly addSeen: typeof addSeen;
  /** S4. */
  chain(document: Document, site: string, next: readonly string[]): Chain;
  /** R1, without the settling that follows it. */
  change(document: Document, change: Change, site: string, environment: Environment): Document;
  /** R2: stamps that the owner has to answer. */
  unanswered(document: Document, next: readonly string[]): Stamp[];
  /** R2. */
  settle(document: Document, next: readonly string[], site: string, environment: Environment): Document;
  /** R3. */
  isOpen(document: Document, hop: string): boolean;
  /** R4: what is left behind when `record` replaces what is held. */
  displace(document: Document, record: SiteRecord): Stamp | null;
  /** R6: what is believed of a hop that last said `heard`. */
  believe(before: Chain, heard: Chain): Chain;
  /** R6: whether a stub is written for a key that only others hold. */
  readonly stubs: boolean;
  /** Whether the site settles a key: its owner alone. */
  settles(isOwner: boolean): boolean;
}

export const rules: Rules = {
  isForeign,
  addSeen,
  stubs: true,
  settles: (isOwner) => isOwner,

  chain(document, site, next) {
    const own: Entry = { site, ...heldIn(document) };
    let chain: Entry[] | undefined;
    for (const hop of next) {
      const heard = document.heard[hop];
      if (heard && heard.chain.length > 0) {
        chain ??= [own];
        // A local consumer is named by its site to everybody else.
        for (const entry of heard.chain)
          chain.push(isConsumerHop(hop) ? { ...entry, site: site + hop } : entry);
      }
    }
    return chain ?? [own];
  },

  change(document, change, site, environment) {
    const rev = (document.record?.rev ?? 0) + 1;
    const stamp = { rev, tag: environment.drawTag(change.value) };
    const record = seal(
      document,
      {
        ...stamp,
        value: change.value,
        content: change.content,
        tombstone: change.tombstone,
        ...this.addSeen(document.record, [stamp]),
        broke: change.restored ? rev : (document.record?.broke ?? 0),
        extra: '',
        by: site,
      },
      environment,
    );
    return {
      ...document,
      record,
      raises: 0,
      contested: false,
      src: change.src,
      storedAt: environment.now(),
    };
  },

  unanswered(document, next) {
    const { record } = document;
    const found: Stamp[] = [];
    const look = (stamp: Stamp | null): void => {
      if (stamp && this.isForeign(stamp, record)) found.push(stamp);
    };
    look(document.displaced);
    for (const hop of next) {
      for (const entry of document.heard[hop]?.chain ?? []) {
        look(entry);
        look(entry.displaced);
      }
    }
    return found;
  },

  settle(document, next, site, environment) {
    const { record } = document;
    if (!record) return document;
    const foreign = this.unanswered(document, next);
    if (foreign.length === 0) return document;
    if (document.raises >= maximumRaises) {
      return document.contested ? document : { ...document, contested: true };
    }
    const rev = foreign.reduce((highest, stamp) => Math.max(highest, stamp.rev), record.rev) + 1;
    const stamp = { rev, tag: environment.drawTag(record.value) };
    const raised = seal(
      document,
      { ...record, ...stamp, ...this.addSeen(record, [...foreign, stamp]), broke: rev, by: site },
      environment,
    );
    return {
      ...document,
      record: raised,
      raises: document.raises + 1,
      displaced: null,
      storedAt: environment.now(),
    };
  },

  isOpen(document, hop) {
    if (!document.record) return false;
    const first = document.heard[hop]?.chain[0];
    return first === undefined || isAbove(document.record, first);
  },

  displace(document, record) {
    const news = (stamp: Stamp | null): Stamp | null =>
      stamp && this.isForeign(stamp, record) ? { rev: stamp.rev, tag: stamp.tag } : null;
    return higherStamp(news(document.displaced), news(document.record));
  },

  believe(_before, heard) {
    return heard;
  },
};

function seal(document: Document, unsigned: Unsigned, environment: Environment): SiteRecord {
  const { rev, tag, value, content, tombstone, seen, base, broke, extra, by } = unsigned;
  const record = { rev, tag, value, content, tombstone, seen, base, broke, extra, by };
  return { ...record, sig: environment.sign(document.key, record) };
}
