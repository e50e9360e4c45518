import { isOfLineage, type Lineage } from '@lienthong/domain';
import type { Chain, Document, Entry, Ruling, Said } from './document.ts';
import { heldIn, isAbove, isLostHere } from './document.ts';
import type { Environment } from './environment.ts';
import { addSeen, isForeign, type Known, type SiteRecord, type Unsigned } from './record.ts';
import { isConsumerHop, isConsumerOf, type Route } from './route.ts';
import { higherStamp, type Stamp, sameStamp } from './stamp.ts';

/** A change of a record by its owner (R1). */
export interface Change {
  readonly value: Uint8Array | null;
  readonly content: SiteRecord['content'];
  readonly tombstone: boolean;
  /** The producer's version of the value. */
  readonly src: number;
  /** The producer was restored and has recounted: people have to see that. */
  readonly restored: boolean;
  /**
   * A person's word that this change follows. The person has seen what others hold instead, so it goes above all of that, also where
   * that waits for people.
   */
  readonly ruling?: Ruling;
  /**
   * A producer's put replaces a foreign state (`foreignOf`) only when it is `restored` or names the stamp that it takes over. A person's
   * word names the foreign state that was shown, or of the registry the newer one, and replaces nothing else. Undefined: replaces anything.
   */
  readonly takesOver?: Stamp | null;
  /** The versions that the producer's database has had. */
  readonly lineage?: Lineage;
}

/** To whom the present record has been offered. What is not known counts as neighbours. */
export type Reach = 'nobody' | 'consumers' | 'neighbours';

/**
 * R13, by how much a stamp may be above what is held. Owners raise above whatever a chain claims, and nobody has to prove a claim; so a
 * claim may be far less above than a record, which its owner signed. Eight raises between two writes stay far below what receivers take.
 */
export const maximumClaim = 10_000;
export const maximumRevJump = 1_000_000;
/** A raise leaves room for as many ordinary writes again, until the farthest receiver has caught up. */
export const maximumRaise = maximumRevJump / 2;
/** Own stamps that a local service may still answer with. */
const maximumShown = 16;

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
  chain(document: Said, site: string, next: readonly string[]): Chain;
  /** R1: what stays known of the present record when the owner writes its successor. */
  supersede(document: Document, reach: Reach): Pick<Document, 'shown'> & { known: Known | null };
  /** R1, without the settling that follows it. */
  change(document: Document, change: Change, reach: Reach, site: string, environment: Environment): Document;
  /** R1: whether the producer's database has never had the version that is held. */
  isOfAnotherLife(document: Document, change: Change): boolean;
  /** R1 for a person's word: the mark is lifted up to `broke`. @param by who is said to have written it. */
  lift(document: Document, broke: number, reach: Reach, by: string, environment: Environment): Document;
  /** R2: stamps that the owner has to answer. */
  unanswered(document: Document, next: readonly string[]): Stamp[];
  /** R2. */
  settle(
    document: Document,
    route: Pick<Route, 'next' | 'reach'>,
    reach: Reach,
    site: string,
    environment: Environment,
  ): Document;
  /** R13: whether a neighbour may say that it, or a site behind it, holds this revision. */
  mayClaim(document: Document | undefined, rev: number): boolean;
  /** R13: whether a record may be taken in place of what is held. */
  mayPut(document: Document | undefined, rev: number): boolean;
  /** R2: whether every site on the way will take a record raised to this revision. */
  mayRaise(document: Document, route: Pick<Route, 'next' | 'reach'>, rev: number): boolean;
  /** R3. */
  isOpen(document: Said, hop: string): boolean;
  /** R3: whether no more is sent of the content that a record was offered with, since `record` is held now. */
  endsContent(offered: string, record: SiteRecord | null): boolean;
  /** R4: what is left behind when `record` replaces what is held. */
  displace(document: Document, record: SiteRecord): Stamp | null;
  /** R6: what is believed of a hop that last said `heard`. */
  believe(before: Chain, heard: Chain): Chain;
  /** R6: whether a stub is written for a key that only others hold. */
  readonly stubs: boolean;
  /** R10: whether an own record is known to have been held that is not here. */
  isLostHere(document: Said): boolean;
  /** R5: whether a unit's owner stores what a former owner wrote, where it has nothing. */
  readonly takesPast: boolean;
  /** R13: whether a unit's owner signs a former owner's record anew where others hold another state. */
  readonly outranks: boolean;
  /** Whether the site settles a key: its owner alone. */
  settles(isOwner: boolean): boolean;
  /** Whether an owner that was restored keeps a record to itself until a person decides (`newerRegistry`). */
  holdsBack(isRegistry: boolean): boolean;
}

export const rules: Rules = {
  isForeign,
  addSeen,
  stubs: true,
  takesPast: true,
  outranks: true,
  isLostHere,
  endsContent: (offered, record) => offered !== record?.content?.hash,
  settles: (isOwner) => isOwner,
  holdsBack: (isRegistry) => isRegistry,

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

  supersede({ record, shown }, reach) {
    if (!record || reach === 'neighbours') return { known: record, shown };
    const known = { base: record.base, seen: record.seen.filter((stamp) => !sameStamp(stamp, record)) };
    return { known, shown: reach === 'nobody' ? shown : addSeen(shown, [record], maximumShown) };
  },

  change(document, change, reach, site, environment) {
    const rev = (document.record?.rev ?? 0) + 1;
    const stamp = { rev, tag: environment.drawTag(change.value) };
    const { known, shown } = this.supersede(document, reach);
    const record = seal(
      document,
      {
        ...stamp,
        value: change.value,
        content: change.content,
        tombstone: change.tombstone,
        ...this.addSeen(known, [stamp]),
        broke: change.restored ? rev : (document.record?.broke ?? 0),
        lifted: document.record?.lifted ?? 0,
        extra: '',
        by: site,
      },
      environment,
    );
    return {
      ...document,
      record,
      shown,
      raises: 0,
      contested: false,
      src: change.src,
      storedAt: environment.now(),
    };
  },

  isOfAnotherLife: ({ src }, { lineage }) => !isOfLineage(src, lineage),

  lift(document, broke, reach, by, environment) {
    const { record } = document;
    if (!record) return document;
    const stamp = { rev: record.rev + 1, tag: environment.drawTag(record.value) };
    const { known, shown } = this.supersede(document, reach);
    const lifted = seal(
      document,
      { ...record, ...stamp, ...this.addSeen(known, [stamp]), lifted: broke, by },
      environment,
    );
    return {
      ...document,
      record: lifted,
      shown,
      raises: 0,
      contested: false,
      storedAt: environment.now(),
    };
  },

  unanswered(document, next) {
    const { record, shown } = document;
    const found: Stamp[] = [];
    const look = (stamp: Stamp | null, isLocal: boolean): void => {
      if (!stamp || !this.isForeign(stamp, record)) return;
      if (!isLocal || !shown || this.isForeign(stamp, shown)) found.push(stamp);
    };
    look(document.displaced, false);
    for (const hop of next) {
      for (const entry of document.heard[hop]?.chain ?? []) {
        look(entry, isConsumerHop(hop));
        look(entry.displaced, false);
      }
    }
    return found;
  },

  settle(document, route, reach, site, environment) {
    const { record } = document;
    if (!record) return document;
    const foreign = this.unanswered(document, route.next);
    if (foreign.length === 0) return document;
    if (document.raises >= maximumRaises) {
      return document.contested ? document : { ...document, contested: true };
    }
    const rev = foreign.reduce((highest, stamp) => Math.max(highest, stamp.rev), record.rev) + 1;
    if (!this.mayRaise(document, route, rev)) return document;
    const stamp = { rev, tag: environment.drawTag(record.value) };
    const { known, shown } = this.supersede(document, reach);
    const raised = seal(
      document,
      { ...record, ...stamp, ...this.addSeen(known, [...foreign, stamp]), broke: rev, by: site },
      environment,
    );
    return {
      ...document,
      record: raised,
      shown,
      raises: document.raises + 1,
      displaced: null,
      storedAt: environment.now(),
    };
  },

  mayClaim(document, rev) {
    return rev <= reachedBy(document) + maximumClaim;
  },

  mayPut(document, rev) {
    return !document?.record || rev <= reachedBy(document) + maximumRevJump;
  },

  mayRaise(document, { next, reach }, rev) {
    if (document.jump?.accepted && rev <= document.jump.rev + 1) return true;
    return next.every((hop) => {
      // A local service takes any stamp; a site of which nothing was heard may hold an early one.
      if (isConsumerHop(hop)) return true;
      const sites = (document.heard[hop]?.chain ?? []).filter((entry) => !isConsumerOf(entry));
      const lowest = sites.length < (reach[hop] ?? 0) ? 0 : lowestHeld(sites);
      return rev <= lowest + maximumRaise;
    });
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

/** Who holds nothing takes anything. */
const lowestHeld = (sites: Chain): number =>
  Math.min(...sites.map(({ rev }) => (rev === 0 ? Number.POSITIVE_INFINITY : rev)));

/** What a jump is measured from: the revision held, or the one that a person accepted. */
const reachedBy = (document: Document | undefined): number =>
  Math.max(document?.record?.rev ?? 0, document?.jump?.accepted ? document.jump.rev : 0);

function seal(document: Document, unsigned: Unsigned, environment: Environment): SiteRecord {
  const { rev, tag, value, content, tombstone, seen, base, broke, lifted, extra, by } = unsigned;
  const record = { rev, tag, value, content, tombstone, seen, base, broke, lifted, extra, by };
  return { ...record, sig: environment.sign(document.key, record) };
}
