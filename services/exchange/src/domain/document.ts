import type { Key } from './key.ts';
import type { Known, SiteRecord } from './record.ts';
import { isConsumerHop, isConsumerOf } from './route.ts';
import { higherStamp, type Stamp, stampText } from './stamp.ts';

/** What one site (or consuming service) holds of a key, and what it lost that its present record does not know of. */
export interface Entry extends Stamp {
  readonly site: string;
  readonly displaced: Stamp | null;
}

/** S4: what a site holds, followed by what it last heard that the sites further along hold. */
export type Chain = readonly Entry[];

/** The last answer of a next hop, and when it was first given (machine time, to be shown only). */
export interface Heard {
  readonly chain: Chain;
  readonly at: number;
}

/**
 * A stamp so far above what is held that it was refused (R13), and by what: a record that was offered, a chain that claims it, or the
 * owner's own raise, which its receivers would refuse. It waits for a person; one a key, so that a flood writes nothing more.
 */
export interface Jump extends Stamp {
  readonly by: 'put' | 'have' | 'raise';
  /** The neighbour that offered or claims it. */
  readonly hop: string;
  /** Machine time at which it was refused. */
  readonly at: number;
  /** A person's word: it counts as held when the next jump is measured, so that it is taken when it comes again. */
  readonly accepted: boolean;
}

/** What a person may decide of an incident. */
export type RulingAction =
  | 'lift'
  | 'adopt'
  | 'delete'
  | 'accept'
  | 'dismiss'
  | 'keep'
  | 'entered'
  | 'take_back'
  | 'publish'
  | 'no_more';

/** What a person decided about a record: written with what follows from it, never on the wire. */
export interface Ruling {
  readonly action: RulingAction;
  readonly reason: string;
  /** The person's subject. */
  readonly by: string;
  readonly at: number;
  /** The stamp (`stampText`) of the stranded record of which it says that it is entered where the unit is written now. */
  readonly entered?: string;
  /** Of a site that lived twice: which one. */
  readonly site?: string;
}

/**
 * S2: one document a key and site. Record, belief and the producer's version change in one write. Immutable: a change is a
 * new document.
 */
export interface Document {
  readonly key: Key;
  /** null: a stub, others know more than this site. */
  readonly record: SiteRecord | null;
  /** Highest stamp that this site held and whose successor does not know of it. */
  readonly displaced: Stamp | null;
  /** By next hop. Entries of former hops are kept and not used. */
  readonly heard: Readonly<Record<string, Heard>>;
  /** Owner: raises since the last change by a person or service. */
  readonly raises: number;
  readonly contested: boolean;
  /** The producing service's own version of the value; 0: none. */
  readonly src: number;
  /** Own stamps that only this site's services were offered: theirs to answer with, nobody else's. */
  readonly shown: Known | null;
  readonly jump: Jump | null;
  /** The last ones, the newest at the end. */
  readonly rulings: readonly Ruling[];
  /** Machine time at which the present record was stored here (to be shown only). */
  readonly storedAt: number;
  /** Next hops that are not known to hold the record (R3); computed in every write, indexed. */
  readonly openTo: readonly string[];
  /** The owner has something to answer (R2); computed in every write, indexed. */
  readonly unsettled: boolean;
  /**
   * This site wrote it when it was the owner, is the owner no longer, nobody whom the new owner hears is known to have got it, and no person has
   * entered it elsewhere.
   */
  readonly stranded: boolean;
}

/** The part of a document that chains and sums are made of. */
export interface Said extends Pick<Document, 'key' | 'displaced' | 'heard'> {
  readonly record: Stamp | null;
}

/** What a walk through the store reads of each document: enough to see whether it has to be looked at whole. */
export interface Outline extends Said, Pick<Document, 'openTo' | 'stranded'> {
  readonly record: (Stamp & Pick<SiteRecord, 'by'>) | null;
}

export const emptyDocument = (key: Key): Document => ({
  key,
  record: null,
  displaced: null,
  heard: {},
  raises: 0,
  contested: false,
  src: 0,
  shown: null,
  jump: null,
  rulings: [],
  storedAt: 0,
  openTo: [],
  unsettled: false,
  stranded: false,
});

export const noStamp: Stamp = { rev: 0, tag: '' };

export const stampOf = (document: Pick<Said, 'record'>): Stamp => document.record ?? noStamp;

/** What a site says that it holds itself: the first entry of its chain. */
export const heldIn = (document: Pick<Said, 'record' | 'displaced'>): Omit<Entry, 'site'> => {
  const { rev, tag } = stampOf(document);
  return { rev, tag, displaced: document.displaced };
};

/**
 * Whether a record goes above what is held (R3, R4). Who let go of a record without its content (`lacking`) takes nothing below it: an
 * old message, stored and replaced again, would be forgotten, since there is room for one displaced stamp, the highest.
 */
export const isAbove = ({ rev }: Stamp, held: Omit<Entry, 'site'>): boolean =>
  held.rev > 0 ? rev > held.rev : rev >= (held.displaced?.rev ?? 0);

/**
 * Whose the state of an own key is. `stub`: others hold a record that this site lost or never had; `former_owner`: another site wrote
 * it, which owned the unit before; undefined: this site's producer put it, or nobody has it.
 */
export type Foreign = 'stub' | 'former_owner';

/** What of a document tells whose its state is. */
type Holder = Pick<Document, 'displaced' | 'heard'> & {
  readonly record: (Stamp & { readonly by: string }) | null;
};

export function foreignOf(document: Holder, site: string): Foreign | undefined {
  if (document.record) return document.record.by === site ? undefined : 'former_owner';
  return foreignStamp(document) ? 'stub' : undefined;
}

/**
 * The stamp that names a foreign state: of a stub the highest that a site beyond holds, or that was let go of here. The next hop may hold
 * nothing itself: a unit's new owner need not lie on the way of the former one.
 */
export function foreignStamp({
  record,
  displaced,
  heard,
}: Pick<Said, 'record' | 'displaced' | 'heard'>): Stamp | undefined {
  if (record) return record;
  let highest: Stamp | null = displaced;
  for (const [hop, { chain }] of Object.entries(heard))
    for (const { site, rev, tag } of chain)
      if (rev > 0 && (isConsumerHop(hop) || !isConsumerOf({ site })))
        highest = higherStamp(highest, { rev, tag });
  return highest ?? undefined;
}

/**
 * Others hold, or once held, a record of this key that is not here. That they have lost it since makes nothing of it known: it stays so until
 * a record is written.
 */
export const isLostHere = (document: Said): boolean =>
  document.record === null &&
  (foreignStamp(document) !== undefined || Object.keys(document.heard).some((hop) => !isConsumerHop(hop)));

/** Whether somebody further along, of those that are wanted, is known to hold the present record (R9). */
export function isHeldElsewhere(
  { record, heard }: Said,
  isWanted = (_site: string): boolean => true,
): boolean {
  return Object.values(heard).some(({ chain }) =>
    chain.some(({ site, rev, tag }) => rev === record?.rev && tag === record.tag && isWanted(site)),
  );
}

/** A person has said of the present record that what it says is entered where the unit is written now. */
export const isEntered = ({ rulings, record }: Document): boolean =>
  record !== null && rulings.some(({ entered }) => entered === stampText(record));

/** The record was raised above states that its owner did not know, and no person at the owner has lifted that since. */
export const isMarked = ({ record }: Document): boolean => record !== null && record.broke > record.lifted;

const mostRulings = 8;

export const withRuling = (document: Document, ruling: Ruling | undefined): Document =>
  ruling ? { ...document, rulings: [...document.rulings, ruling].slice(-mostRulings) } : document;
