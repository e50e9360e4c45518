import { type Chain, type Document, heldIn, isAbove } from './document.ts';
import type { Environment } from './environment.ts';
import { type Key, partsOf } from './key.ts';
import { maximumSeen, type SiteRecord } from './record.ts';
import type { Registry } from './registry.ts';
import { isConsumerHop, maximumConsumers, type Route } from './route.ts';

/** Why a neighbour's message was not taken (R13); listed by neighbour for the operator. */
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
  | 'malformed';

export const maximumRevJump = 1_000_000;
export const maximumRev = 2 ** 50;

/** The part of R13 that needs no look at the record: whether this hop may speak of this key at all. */
export function refuseHop(route: Route | undefined, from: string, kind: 'put' | 'have'): Refusal | undefined {
  if (!route) return 'unknown_key';
  if (kind === 'have') return route.next.includes(from) ? undefined : 'not_next_hop';
  return route.isOwner || route.previous === from ? undefined : 'not_previous_hop';
}

/** The rest of R13 for a put: sizes, and that the record was written by a site that owns or owned the unit. */
export function refuseRecord(
  registry: Registry,
  environment: Environment,
  key: Key,
  held: Document | undefined,
  record: SiteRecord,
): Refusal | undefined {
  const heldRev = held?.record?.rev;
  if (!(record.rev >= 1 && record.rev <= maximumRev)) return 'rev_limit';
  if (record.seen.length > maximumSeen) return 'seen_limit';
  if (heldRev !== undefined && record.rev > heldRev + maximumRevJump) return 'rev_jump';
  // What is not going to be stored need not be proved.
  if (held && !isAbove(record, heldIn(held))) return undefined;
  if (!registry.everOwned(record.by, partsOf(key).unit)) return 'owner_unknown';
  return environment.verify(key, record, registry.publicKeysOf(record.by)) ? undefined : 'signature';
}

/** The rest of R13 for an answer: an owner would raise above whatever a chain says, so it must not say just anything. */
export function refuseChain(
  route: Route,
  from: string,
  held: Document | undefined,
  chain: Chain,
): Refusal | undefined {
  const sites = route.reach[from] ?? 0;
  const limit = isConsumerHop(from) ? 1 : sites * (1 + maximumConsumers);
  if (chain.length > limit) return 'chain_limit';
  const heldRev = held?.record?.rev;
  for (const { rev, displaced } of chain) {
    const highest = Math.max(rev, displaced?.rev ?? 0);
    if (!(highest >= 0 && highest <= maximumRev)) return 'rev_limit';
    if (heldRev !== undefined && highest > heldRev + maximumRevJump) return 'rev_jump';
  }
  return undefined;
}
