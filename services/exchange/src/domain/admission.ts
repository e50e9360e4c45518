import { type Chain, type Document, heldIn, isAbove } from './document.ts';
import { isContentSize } from './content.ts';
import type { Environment } from './environment.ts';
import { type Key, partsOf } from './key.ts';
import type { Watermark } from './messages.ts';
import { maximumSeen, type SiteRecord } from './record.ts';
import type { Registry } from './registry.ts';
import { isConsumerHop, maximumConsumers, type Route } from './route.ts';
import type { Rules } from './rules.ts';
import { higherStamp, type Stamp } from './stamp.ts';
import { watermarkText } from './watermark.ts';

/** Why a neighbour's message was not taken, or one to it could not be sent (R13); listed by neighbour for the operator. */
export type Refusal =
  | 'unknown_key'
  | 'not_previous_hop'
  | 'not_next_hop'
  | 'not_a_neighbour'
  | 'owner_unknown'
  | 'signature'
  | 'rev_jump'
  | 'rev_limit'
  | 'seen_limit'
  | 'chain_limit'
  | 'stub_limit'
  | 'content_limit'
  | 'source_limit'
  | 'malformed'
  | 'too_many'
  | 'too_large'
  | 'wrong_content';

export const maximumRev = 2 ** 50;

/** The part of R13 that needs no look at the record: whether this hop may speak of this key at all. */
export function refuseHop(route: Route | undefined, from: string, kind: 'put' | 'have'): Refusal | undefined {
  if (!route) return 'unknown_key';
  if (kind === 'have') return route.next.includes(from) ? undefined : 'not_next_hop';
  return route.isOwner || route.previous === from ? undefined : 'not_previous_hop';
}

/**
 * The rest of R13 for a put: sizes, that the record was written by a site that owns or owned the unit, and that it is no jump.
 *
 * @param isJudged the owner answers the stamp of whatever is put to it: then it has to be proved also when nothing is stored.
 */
export function refuseRecord(
  { registry, environment, rules }: { registry: Registry; environment: Environment; rules: Rules },
  key: Key,
  held: Document | undefined,
  record: SiteRecord,
  isJudged: boolean,
): Refusal | undefined {
  if (!(record.rev >= 1 && record.rev <= maximumRev)) return 'rev_limit';
  if (record.seen.length > maximumSeen) return 'seen_limit';
  if (record.content && !isContentSize(record.content.size)) return 'content_limit';
  // What is not going to be stored need not be proved.
  if (held && !isJudged && !isAbove(record, heldIn(held))) return undefined;
  if (!registry.everOwned(record.by, partsOf(key).unit)) return 'owner_unknown';
  if (!isSigned({ registry, environment }, key, held, record, isJudged)) return 'signature';
  return rules.mayPut(held, record.rev) ? undefined : 'rev_jump';
}

export interface Prover {
  readonly registry: Registry;
  readonly environment: Environment;
}

/** The unit's owner signed it with its present key, itself or for a former owner. */
export const isOwners = ({ registry, environment }: Prover, key: Key, record: SiteRecord): boolean =>
  environment.verify(key, record, registry.presentKeysOf(partsOf(key).unit));

/** R13: whoever wrote the unit's records, with a key that was not withdrawn. */
export const isProved = (prover: Prover, key: Key, record: SiteRecord): boolean =>
  isOwners(prover, key, record) ||
  prover.environment.verify(key, record, prover.registry.formerKeysOf(partsOf(key).unit));

/**
 * R13: what was signed with a former key never goes over what the owner has signed since. The owner itself has to know of it all the same.
 */
function isSigned(
  prover: Prover,
  key: Key,
  held: Document | undefined,
  record: SiteRecord,
  isJudged: boolean,
): boolean {
  if (isOwners(prover, key, record)) return true;
  if (!isProved(prover, key, record)) return false;
  return isJudged || !held?.record || !isOwners(prover, key, held.record);
}

/** Only who owns the unit now, with the key of now, says up to when its records are complete. */
export const isOwnersWatermark = (
  registry: Registry,
  environment: Environment,
  watermark: Watermark,
): boolean =>
  watermark.by === registry.ownerOf(watermark.unit) &&
  environment.verifyText(watermarkText(watermark), watermark.sig, registry.presentKeysOf(watermark.unit));

/** R13 for a watermark: it comes up from a child, and the unit's present owner signed it. */
export function refuseWatermark(
  registry: Registry,
  environment: Environment,
  site: string,
  from: string,
  watermark: Watermark,
): Refusal | undefined {
  const { unit, by } = watermark;
  const owner = registry.ownerOf(unit);
  if (owner === undefined || by !== owner) return 'owner_unknown';
  const isBelow = registry.parentOf(from) === site && registry.isWithin(owner, from);
  if (!isBelow) return 'not_previous_hop';
  return isOwnersWatermark(registry, environment, watermark) ? undefined : 'signature';
}

/** The rest of R13 for an answer: an owner would raise above whatever a chain says, so it must not say just anything. */
export function refuseChain(
  { route, rules }: { route: Route; rules: Rules },
  from: string,
  held: Document | undefined,
  chain: Chain,
): Refusal | undefined {
  const sites = route.reach[from] ?? 0;
  const limit = isConsumerHop(from) ? 1 : sites * (1 + maximumConsumers);
  if (chain.length > limit) return 'chain_limit';
  for (const { rev, displaced } of chain) {
    if (![rev, displaced?.rev ?? 0].every((one) => one >= 0 && one <= maximumRev)) return 'rev_limit';
  }
  return rules.mayClaim(held, highestIn(chain)?.rev ?? 0) ? undefined : 'rev_jump';
}

/** The highest stamp that a chain speaks of. */
export function highestIn(chain: Chain): Stamp | null {
  let highest: Stamp | null = null;
  for (const { rev, tag, displaced } of chain)
    highest = higherStamp(higherStamp(highest, { rev, tag }), displaced);
  return highest;
}
