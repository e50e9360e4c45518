import { isOwners, isProved, type Prover } from './admission.ts';
import type { Document } from './document.ts';
import { type Key, partsOf } from './key.ts';
import type { SiteRecord } from './record.ts';
import { newerRegistry } from './registry-record.ts';
import { isConsumerHop, isConsumerOf, type Route } from './route.ts';
import type { Reach, Rules } from './rules.ts';
import { sameStamp } from './stamp.ts';

interface Owner extends Prover {
  readonly rules: Rules;
  readonly route: Route;
  readonly isRegistry: boolean;
  reachOf(record: SiteRecord | null): Reach;
}

/** R13: what was signed with a key that was withdrawn since is signed anew by the owner, which has held it all the while. */
export function vouch(document: Document, owner: Owner): Document {
  const { registry, route, rules, isRegistry } = owner;
  const { key, record } = document;
  if (!record || !route.isOwner || registry.withdrawnKeysOf(partsOf(key).unit).length === 0) return document;
  const isHeldBack = isRegistry && newerRegistry(document, route, rules) !== undefined;
  if (isHeldBack || isProved(owner, key, record)) return document;
  // This process may still have the key that was withdrawn.
  return signAnew(document, record, owner, isProved);
}

/**
 * R13: what a former key signed goes over nothing that the present one signed, and who has that does not answer. So where another state stands on
 * the way, the owner signs the former owner's record anew: it cannot know who signed that one.
 */
export function outrank(document: Document, owner: Owner): Document {
  const { registry, route, rules } = owner;
  const { key, record } = document;
  const mayBeFormer = record !== null && registry.formerKeysOf(partsOf(key).unit).length > 0;
  if (!mayBeFormer || !rules.outranks || !isOtherOnWay(document, record, route)) return document;
  return isOwners(owner, key, record) ? document : signAnew(document, record, owner, isOwners);
}

const isOtherOnWay = ({ heard }: Document, record: SiteRecord, { next }: Route): boolean =>
  next.some(
    (hop) =>
      !isConsumerHop(hop) &&
      heard[hop]?.chain.some((entry) => entry.rev > 0 && !isConsumerOf(entry) && !sameStamp(entry, record)),
  );

/** An ordinary write of the same value, without a mark; who is said to have written it stays. */
function signAnew(
  document: Document,
  record: SiteRecord,
  owner: Owner,
  isEnough: (owner: Owner, key: Key, record: SiteRecord) => boolean,
): Document {
  const { rules, environment } = owner;
  const signed = rules.lift(document, record.lifted, owner.reachOf(record), record.by, environment);
  return signed.record && isEnough(owner, document.key, signed.record) ? signed : document;
}
