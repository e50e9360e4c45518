import { type Refusal, refuseChain, refuseRecord } from './admission.ts';
import {
  type Chain,
  type Document,
  emptyDocument,
  type Heard,
  heldIn,
  isAbove,
  isHeldElsewhere,
  isMarked,
} from './document.ts';
import type { Environment } from './environment.ts';
import type { Key } from './key.ts';
import type { SiteRecord } from './record.ts';
import type { Registry } from './registry.ts';
import type { Route } from './route.ts';
import type { Change, Rules } from './rules.ts';
import { higherStamp, type Stamp, sameStamp } from './stamp.ts';

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
  /** A person has seen the mark. */
  | { readonly kind: 'acknowledge'; readonly key: Key }
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
  readonly refusal?: Refusal | undefined;
}

export interface Context {
  readonly rules: Rules;
  readonly environment: Environment;
  readonly registry: Registry;
  readonly site: string;
  readonly route: Route;
}

/** One step of the protocol for one key: (document, what happened) → (document, what follows). */
export function decide(before: Document | undefined, work: Work, context: Context): Decision {
  switch (work.kind) {
    case 'put':
      return put(before, work.key, work.record, context);
    case 'have':
      return have(before, work.key, work.from, work.chain, context);
    case 'change':
      return change(before, work.key, work.change, context);
    case 'acknowledge':
      return acknowledge(before);
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
function finish(document: Document, context: Context): Document {
  const { rules, route, environment } = context;
  const settles = route.onRoute && rules.settles(route.isOwner);
  const settled = settles ? rules.settle(document, route.next, context.site, environment) : document;
  const openTo = route.onRoute ? route.next.filter((hop) => rules.isOpen(settled, hop)) : [];
  const unsettled =
    settles &&
    settled.record !== null &&
    !settled.contested &&
    rules.unanswered(settled, route.next).length > 0;
  const stranded = !route.isOwner && settled.record?.by === context.site && !isHeldElsewhere(settled);
  const isSame =
    unsettled === settled.unsettled && stranded === settled.stranded && sameList(openTo, settled.openTo);
  return isSame ? settled : { ...settled, openTo, unsettled, stranded };
}

/** R1; a producer's put is taken only above the version of the value that is held. */
function change(before: Document | undefined, key: Key, wanted: Change, context: Context): Decision {
  const document = before ?? emptyDocument(key);
  if (document.record && wanted.src <= document.src) return { document: before, store: false };
  const changed = context.rules.change(document, wanted, context.site, context.environment);
  return { document: finish(changed, context), store: true, taken: true };
}

/** R4, R5, R13. */
function put(before: Document | undefined, key: Key, record: SiteRecord, context: Context): Decision {
  const { rules, environment, registry, route } = context;
  const refusal = refuseRecord(registry, environment, key, before, record);
  if (refusal) return { document: before, store: false, refusal };
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

/** R5: never stored; its stamp is judged as if a neighbour had said that it holds it. */
function ownPut(before: Document | undefined, key: Key, record: SiteRecord, context: Context): Decision {
  const document = before ?? emptyDocument(key);
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
  const refusal = refuseChain(context.route, from, before, chain);
  if (refusal) return { document: before, store: false, refusal };
  if (!before && (chain.length === 0 || !context.rules.stubs)) return { document: undefined, store: false };
  const document = before ?? emptyDocument(key);
  const known = document.heard[from];
  const believed = context.rules.believe(known?.chain ?? [], chain);
  if (sameChain(known?.chain ?? [], believed)) return { document: before, store: false };
  const heard: Heard = { chain: believed, at: context.environment.now() };
  const after = finish({ ...document, heard: { ...document.heard, [from]: heard } }, context);
  return {
    document: after,
    store: !before || after.record !== document.record || after.contested !== document.contested,
  };
}

function acknowledge(before: Document | undefined): Decision {
  if (!before?.record || !isMarked(before)) return { document: before, store: false };
  return { document: { ...before, acknowledged: before.record.broke }, store: true, taken: true };
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
  const document = finish(before, context);
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
