import { highestIn, type Refusal, refuseChain, refuseRecord } from './admission.ts';
import { findChannel } from './channel.ts';
import {
  type Chain,
  type Document,
  emptyDocument,
  foreignOf,
  foreignStamp,
  type Heard,
  heldIn,
  isAbove,
  isEntered,
  isHeldElsewhere,
  isMarked,
  type Jump,
  type Outline,
  type Ruling,
  withRuling,
} from './document.ts';
import type { Environment } from './environment.ts';
import { jumpOf } from './jump.ts';
import { type Key, partsOf } from './key.ts';
import type { SiteRecord } from './record.ts';
import type { Registry } from './registry.ts';
import { newerRegistry } from './registry-record.ts';
import { type Route, siteOf } from './route.ts';
import type { Change, Reach, Rules } from './rules.ts';
import { higherStamp, type Stamp, sameStamp, stampText } from './stamp.ts';
import { outrank, vouch } from './vouch.ts';

/** What can happen to one key at one site. */
export type Work =
  | {
      readonly kind: 'put';
      readonly key: Key;
      readonly from: string;
      readonly record: SiteRecord;
      /** Its `seen` was completed from what is held here; if its signature fails, it has to be sent whole. */
      readonly completed?: boolean;
    }
  | { readonly kind: 'have'; readonly key: Key; readonly from: string; readonly chain: Chain }
  | { readonly kind: 'change'; readonly key: Key; readonly change: Change }
  /** A person at the owner lifts the mark of this raise. */
  | { readonly kind: 'lift'; readonly key: Key; readonly broke: number; readonly ruling: Ruling }
  /** A person lets this refused stamp be taken, or says that it is nothing. */
  | { readonly kind: 'accept' | 'dismiss'; readonly key: Key; readonly stamp: Stamp; readonly ruling: Ruling }
  /**
   * A person's word about the record with this stamp. `keep`: the owner's contested one stands as it is held here; `entered`: what a
   * stranded one says is entered where the unit is written now.
   */
  | { readonly kind: 'keep' | 'entered'; readonly key: Key; readonly stamp: Stamp; readonly ruling: Ruling }
  /** The content of the record with this stamp is gone from the store. */
  | { readonly kind: 'lacking'; readonly key: Key; readonly stamp: Stamp }
  /** Scan, start, new registry: judge again, and compute again what is open. */
  | { readonly kind: 'settle'; readonly key: Key }
  /** Nothing happens; what is held is going to be said. */
  | { readonly kind: 'tell'; readonly key: Key }
  /** Look whether something has to be sent. */
  | { readonly kind: 'offer'; readonly key: Key }
  /** Store what so far is only believed in memory. */
  | { readonly kind: 'flush'; readonly key: Key };

/** A record about to be replaced although its successor does not know of it (R4, R14). */
export interface Evidence {
  readonly key: Key;
  readonly stamp: Stamp;
  readonly record: SiteRecord;
  readonly at: number;
}

export interface Decision {
  /** Undefined: there is none, and none is needed. */
  readonly document: Document | undefined;
  /** Has to be stored before anything is said; otherwise the change is belief alone and may wait. */
  readonly store: boolean;
  readonly evidence?: Evidence;
  /** The sender is told what is held, after the write (R4). */
  readonly answer?: boolean;
  /** A put by a producer or a neighbour, or a person's word, was followed. */
  readonly taken?: boolean;
  /** A producer's put has to wait for the unit's past. */
  readonly awaited?: boolean;
  readonly refusal?: Refusal | undefined;
}

export interface Context {
  readonly rules: Rules;
  readonly environment: Environment;
  readonly registry: Registry;
  readonly site: string;
  readonly route: Route;
  /** The key is the registry's own. */
  readonly isRegistry: boolean;
  /** The unit was handed over, and its past is not whole here: no key is begun that may be one of the past. */
  readonly isAwaited: boolean;
  /** To whom the present record, if this site wrote it, has been offered. */
  reachOf(record: SiteRecord | null): Reach;
}

/** One step of the protocol for one key: (document, what happened) → (document, what follows). */
export function decide(before: Document | undefined, work: Work, context: Context): Decision {
  switch (work.kind) {
    case 'put':
      return put(before, work, context);
    case 'have':
      return have(before, work.key, work.from, work.chain, context);
    case 'change':
      return change(before, work.key, work.change, context);
    case 'lift':
      return lift(before, work.broke, work.ruling, context);
    case 'accept':
    case 'dismiss':
      return rule(before, work, context);
    case 'keep':
      return keep(before, work.stamp, work.ruling, context);
    case 'entered':
      if (!before?.stranded || !before.record || !sameStamp(before.record, work.stamp))
        return { document: before, store: false };
      return {
        document: finish(withRuling(before, { ...work.ruling, entered: stampText(work.stamp) }), context),
        store: true,
        taken: true,
      };
    case 'lacking':
      return lacking(before, work.stamp, context);
    case 'settle':
      return settle(before, context);
    case 'offer':
    case 'tell':
      return { document: before, store: false };
    case 'flush':
      return before ? { document: finish(before, context), store: true } : { document: before, store: false };
    default: {
      const never: never = work;
      throw new Error(`Unknown work ${JSON.stringify(never)}.`);
    }
  }
}

/** R2 and the indexed fields, on the result of every other rule, so that they change in the same write. */
function finish(document: Document, context: Context, isDecided = false): Document {
  const { rules, route, environment } = context;
  const settles = route.onRoute && rules.settles(route.isOwner);
  const isHeldBack =
    settles &&
    !isDecided &&
    rules.holdsBack(context.isRegistry) &&
    rules.unanswered(document, route.next).length > 0;
  const reach = context.reachOf(document.record);
  const judged =
    settles && !isHeldBack ? rules.settle(document, route, reach, context.site, environment) : document;
  const settled = route.isOwner && !isHeldBack ? outrank(judged, context) : judged;
  const openTo = route.onRoute && !isHeldBack ? route.next.filter((hop) => rules.isOpen(settled, hop)) : [];
  const unanswered =
    settles && settled.record !== null && !settled.contested ? rules.unanswered(settled, route.next) : [];
  const unsettled = unanswered.length > 0;
  const isLeft = !route.isOwner && settled.record?.by === context.site && !isDelivered(settled, context);
  const stranded = isLeft && !isEntered(settled);
  const jump = jumpOf(settled, unanswered, context);
  const isSame =
    jump === settled.jump &&
    unsettled === settled.unsettled &&
    stranded === settled.stranded &&
    sameList(openTo, settled.openTo);
  return isSame ? settled : { ...settled, openTo, unsettled, stranded, jump };
}

/** A former owner's record lies where its new owner finds it: on the way of the key as it is now. */
function isDelivered(document: Document, { registry }: Context): boolean {
  const { channel, unit } = partsOf(document.key);
  const owner = registry.ownerOf(unit);
  if (owner === undefined || findChannel(channel)?.route !== 'up') return isHeldElsewhere(document);
  const way = registry.pathUp(owner);
  return isHeldElsewhere(document, (site) => way.includes(siteOf(site)));
}

/** R13: a jump is written once, to be found by people; another one of the key is counted only. */
function refuse(
  before: Document | undefined,
  key: Key,
  refusal: Refusal,
  jump: Pick<Jump, 'rev' | 'tag' | 'by' | 'hop'> | undefined,
  context: Context,
): Decision {
  if (!jump || refusal !== 'rev_jump' || (before?.jump && !before.jump.accepted))
    return { document: before, store: false, refusal };
  const noted = { ...jump, at: context.environment.now(), accepted: false };
  const document = finish({ ...(before ?? emptyDocument(key)), jump: noted }, context);
  return { document, store: true, refusal };
}

/**
 * Whether settling could change a document, as far as its outline tells: what is open or stranded by the route of today is written
 * otherwise, or somebody holds another stamp than the owner does.
 */
export function maySettle(outline: Outline, route: Route, rules: Rules, site: string): boolean {
  const { record, displaced, heard } = outline;
  const openTo = route.onRoute ? route.next.filter((hop) => rules.isOpen(outline, hop)) : [];
  if (!sameList(openTo, outline.openTo)) return true;
  if (!record) return false;
  if (route.isOwner && outline.stranded) return true;
  if (!route.isOwner && record.by === site) return true;
  if (!route.onRoute || !rules.settles(route.isOwner)) return false;
  const isOther = (stamp: Stamp | null): boolean =>
    stamp !== null && stamp.rev > 0 && !sameStamp(stamp, record);
  return (
    isOther(displaced) ||
    route.next.some((hop) => heard[hop]?.chain.some((entry) => isOther(entry) || isOther(entry.displaced)))
  );
}

/**
 * R1; a producer's put is taken only above the version of the value that is held. What a former owner's producer counted before it knew of
 * the hand-over is kept here, as stranded (R10).
 */
function change(before: Document | undefined, key: Key, wanted: Change, context: Context): Decision {
  const document = before ?? emptyDocument(key);
  if (!context.route.isOwner && !mayStrand(document, wanted, context))
    return { document: before, store: false, refusal: 'owner_unknown' };
  if (document.record && wanted.src <= document.src) return { document: before, store: false };
  if (isOfAnotherLife(document, wanted, context)) return { document: before, store: false };
  if (!mayReplace(document, wanted, context)) return { document: before, store: false };
  if (context.isAwaited && !foreignOf(document, context.site) && !document.record && !isDecided(wanted))
    return { document: before, store: false, awaited: true };
  const { rules, site, environment } = context;
  const changed = rules.change(document, wanted, context.reachOf(document.record), site, environment);
  const ruled = withRuling(changed, wanted.ruling);
  return { document: finish(ruled, context, wanted.ruling !== undefined), store: true, taken: true };
}

/** R1, then R2: what a new loss marks in the same write stays marked. Another raise than the one that the person saw is not lifted. */
function lift(before: Document | undefined, broke: number, ruling: Ruling, context: Context): Decision {
  if (!before?.record || before.record.broke !== broke || !isMarked(before))
    return { document: before, store: false };
  const { rules, site, environment } = context;
  const lifted = rules.lift(before, broke, context.reachOf(before.record), site, environment);
  return { document: finish(withRuling(lifted, ruling), context), store: true, taken: true };
}

/** R1, then R2: the same value, by a person's word, which ends the turns; a machine that still lives begins them again. */
function keep(before: Document | undefined, stamp: Stamp, ruling: Ruling, context: Context): Decision {
  if (!before?.contested || !before.record || !sameStamp(before.record, stamp))
    return { document: before, store: false };
  const { rules, site, environment } = context;
  const reach = context.reachOf(before.record);
  const kept = rules.lift(before, before.record.lifted, reach, site, environment);
  return { document: finish(withRuling(kept, ruling), context), store: true, taken: true };
}

/** A person's word about a refused stamp. */
function rule(
  before: Document | undefined,
  { kind, stamp, ruling }: Work & { kind: 'accept' | 'dismiss' },
  context: Context,
): Decision {
  if (!before?.jump || !sameStamp(before.jump, stamp) || before.jump.accepted)
    return { document: before, store: false };
  const jump = kind === 'accept' ? { ...before.jump, accepted: true } : null;
  return { document: finish(withRuling({ ...before, jump }, ruling), context), store: true, taken: true };
}

/** A unit's former owner keeps what it counted, never in place of what another site wrote. */
function mayStrand({ key, record }: Document, { ruling }: Change, { registry, site }: Context): boolean {
  const { channel, unit } = partsOf(key);
  const isOwn = record === null || record.by === site;
  return isOwn && !ruling && findChannel(channel)?.route === 'up' && registry.everOwned(site, unit);
}

/** What the producer put in another life of its database is replaced by what it has counted anew since, and marked. */
function isOfAnotherLife(document: Document, wanted: Change, { route, rules, site }: Context): boolean {
  const isProducers = document.record?.by === site && route.isOwner;
  return isProducers && !wanted.restored && rules.isOfAnotherLife(document, wanted);
}

/** A person's word. */
const isDecided = ({ ruling, takesOver }: Change): boolean => ruling !== undefined || takesOver === undefined;

/** A site that knows nothing of what others hold does not write over it, and a person only over the foreign state that was shown. */
function mayReplace(document: Document, { restored, takesOver, ruling }: Change, context: Context): boolean {
  if (takesOver === undefined && !ruling) return true;
  const { isRegistry, route, rules, site } = context;
  const isForeignState = foreignOf(document, site) !== undefined;
  // What others once held, and nobody holds any more, has no stamp to name.
  if (ruling && takesOver === null) return document.record === null && foreignStamp(document) === undefined;
  if (!ruling && (restored || !isForeignState)) return true;
  const stamp =
    ruling && isRegistry ? newerRegistry(document, route, rules) : isForeignState && foreignStamp(document);
  return takesOver && stamp ? sameStamp(takesOver, stamp) : false;
}

/** R4, R5, R13. */
function put(before: Document | undefined, work: Work & { kind: 'put' }, context: Context): Decision {
  const { rules, environment, route } = context;
  const { key, record, from: hop } = work;
  const refusal = refuseRecord(context, key, before, record, route.isOwner);
  if (refusal)
    return refuse(before, key, refusal, { rev: record.rev, tag: record.tag, by: 'put', hop }, context);
  if (route.isOwner) return ownPut(before, key, record, context);
  if (before && !isAbove(record, heldIn(before))) return { document: before, store: false, answer: true };
  const document = before ?? emptyDocument(key);
  const held = document.record;
  const stored = {
    ...document,
    record,
    displaced: rules.displace(document, record),
    storedAt: environment.now(),
  };
  const lost = held !== null && (rules.isForeign(held, record) || record.broke > held.broke);
  return {
    document: finish(stored, context),
    store: true,
    answer: true,
    taken: true,
    ...(lost ? { evidence: evidenceOf(key, held, environment) } : {}),
  };
}

/**
 * R5: its stamp is judged as if a neighbour had said that it holds it, and it is not stored. What a former owner of the unit wrote is,
 * where there is nothing: it is the unit's past, and nobody else has to keep it from now on.
 */
function ownPut(before: Document | undefined, key: Key, record: SiteRecord, context: Context): Decision {
  const document = before ?? emptyDocument(key);
  const { rules, environment, site } = context;
  if (rules.takesPast && !document.record && record.by !== site) {
    const stored = { ...document, record, displaced: rules.displace(document, record) };
    const after = finish({ ...stored, storedAt: environment.now() }, context);
    return { document: after, store: true, taken: true };
  }
  if (!context.rules.isForeign(record, document.record)) return { document: before, store: false };
  const stamp = { rev: record.rev, tag: record.tag };
  const judged = finish({ ...document, displaced: higherStamp(document.displaced, stamp) }, context);
  return { document: judged, store: true, evidence: evidenceOf(key, record, context.environment) };
}

const evidenceOf = (key: Key, record: SiteRecord, environment: Environment): Evidence => ({
  key,
  stamp: { rev: record.rev, tag: record.tag },
  record,
  at: environment.now(),
});

/** R6: last heard wins, also if it is lower; no document and others hold one: a stub. */
function have(
  before: Document | undefined,
  key: Key,
  from: string,
  chain: Chain,
  context: Context,
): Decision {
  const refusal = refuseChain(context, from, before, chain);
  if (refusal) {
    const highest = highestIn(chain);
    return refuse(before, key, refusal, highest ? { ...highest, by: 'have', hop: from } : undefined, context);
  }
  if (!before && (chain.length === 0 || !context.rules.stubs)) return { document: undefined, store: false };
  const document = before ?? emptyDocument(key);
  const known = document.heard[from];
  const believed = context.rules.believe(known?.chain ?? [], chain);
  if (sameChain(known?.chain ?? [], believed)) return { document: before, store: false };
  const heard: Heard = { chain: believed, at: context.environment.now() };
  const after = finish({ ...document, heard: { ...document.heard, [from]: heard } }, context);
  return {
    document: after,
    store:
      !before ||
      after.record !== document.record ||
      after.contested !== document.contested ||
      after.jump !== document.jump,
  };
}

/**
 * A record without its value is not held, and who says that it is never gets it again. So a receiver lets go of it as a restore of its
 * database would, but stays witness of its stamp; what only this site can have written is kept. Whoever is witness of another stamp
 * already has no room for a second: the owner has to go above the record anyway, and the newer one brings its content.
 */
function lacking(before: Document | undefined, stamp: Stamp, context: Context): Decision {
  const { route, site } = context;
  const record = before?.record;
  const canComeAgain = route.onRoute && !route.isOwner && record?.by !== site;
  if (!before || !record || !sameStamp(record, stamp) || !canComeAgain || before.displaced)
    return { document: before, store: false };
  const displaced = { rev: record.rev, tag: record.tag };
  return { document: finish({ ...before, record: null, displaced }, context), store: true, taken: true };
}

function settle(before: Document | undefined, context: Context): Decision {
  if (!before) return { document: undefined, store: false };
  const document = finish(vouch(before, context), context);
  return { document, store: document !== before };
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);

export function sameChain(a: Chain, b: Chain): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) {
    const one = a[at];
    const other = b[at];
    if (!one || !other || one.site !== other.site || !sameStamp(one, other)) return false;
    if (one.displaced === other.displaced) continue;
    if (!one.displaced || !other.displaced || !sameStamp(one.displaced, other.displaced)) return false;
  }
  return true;
}
