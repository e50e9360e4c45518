import type { Document, Jump } from './document.ts';
import type { Environment } from './environment.ts';
import type { Route } from './route.ts';
import type { Rules } from './rules.ts';
import { higherStamp, type Stamp, sameStamp } from './stamp.ts';

interface Judging {
  readonly rules: Rules;
  readonly environment: Environment;
  readonly route: Route;
}

/** The refused stamp that still waits. It goes when what is held has come near it; a raise that receivers would refuse is one too. */
export function jumpOf(document: Document, unanswered: readonly Stamp[], context: Judging): Jump | null {
  const { record, jump } = document;
  const raise = blockedRaise(document, unanswered, context);
  if (raise && (!jump || jump.by === 'raise')) return jump?.rev === raise.rev ? jump : raise;
  if (!jump || jump.by === 'raise') return null;
  if (jump.accepted) return record && record.rev >= jump.rev ? null : jump;
  const isNear =
    jump.by === 'put' ? context.rules.mayPut(document, jump.rev) : context.rules.mayClaim(document, jump.rev);
  return isNear ? null : jump;
}

/** R2 would go above what those that hold the key take from its owner. */
function blockedRaise(document: Document, unanswered: readonly Stamp[], context: Judging): Jump | undefined {
  const { route, rules, environment } = context;
  const highest = unanswered.reduce<Stamp | null>(higherStamp, null);
  if (!highest || rules.mayRaise(document, route, highest.rev + 1)) return undefined;
  const said = (hop: string): boolean =>
    (document.heard[hop]?.chain ?? []).some(
      (entry) => sameStamp(entry, highest) || (entry.displaced && sameStamp(entry.displaced, highest)),
    );
  const { rev, tag } = highest;
  const hop = route.next.find(said) ?? '';
  return { rev, tag, by: 'raise', hop, at: environment.now(), accepted: false };
}
