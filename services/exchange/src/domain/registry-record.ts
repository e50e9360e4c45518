import type { Document } from './document.ts';
import type { Route } from './route.ts';
import type { Rules } from './rules.ts';
import { higherStamp, type Stamp } from './stamp.ts';

/**
 * What others hold of the registry of sites that its owner does not know: the owner was restored. What it has itself is older, so it is
 * neither sent nor raised before a person has seen the difference; undefined: nothing is lost.
 */
export function newerRegistry(document: Document, route: Route | undefined, rules: Rules): Stamp | undefined {
  if (!route?.isOwner) return undefined;
  let newest: Stamp | null = null;
  for (const stamp of rules.unanswered(document, route.next)) newest = higherStamp(newest, stamp);
  return newest ?? undefined;
}

/** The registry that a site should go by: the newest that is known of. */
export const registryStampOf = (
  document: Document,
  route: Route | undefined,
  rules: Rules,
): Stamp | undefined => newerRegistry(document, route, rules) ?? document.record ?? undefined;
