import { Refusal, refuseField } from '@lienthong/domain';
import type { Site } from '../adapters/site.ts';
import { type Document, foreignOf, foreignStamp, isLostHere, type Ruling } from '../domain/document.ts';
import { partsOf } from '../domain/key.ts';
import type { Stamp } from '../domain/stamp.ts';
import { adopt } from './adopt.ts';
import { decideRegistry } from './registry-incidents.ts';
import { hasChanged, type Seen, seen } from './what-was-seen.ts';

/**
 * What a person decided about a record, and what follows from it, in one write.
 *
 * @throws Refusal `NOT_THE_OWNER` where only the owner's site may, with its name; `INCIDENT_CHANGED` when it is no longer as it was seen.
 */
export async function resolveIncident(
  site: Site,
  document: Document,
  { seenRev, heldRev }: Seen,
  ruling: Ruling,
): Promise<void> {
  const { runner } = site;
  const { key } = document;
  const { action } = ruling;
  switch (action) {
    case 'lift':
      ownerOnly(site, document);
      return ruled(site, { kind: action, key, broke: seen(seenRev), ruling });
    case 'keep':
      ownerOnly(site, document);
      return ruled(site, { kind: action, key, rev: seen(seenRev), ruling });
    case 'accept':
    case 'dismiss':
    case 'entered':
      return ruled(site, { kind: action, key, rev: seen(seenRev), ruling });
    case 'adopt':
      ownerOnly(site, document);
      return adopt(site, document, foreignSeen(site, document, seenRev), ruling);
    case 'take_back':
    case 'publish':
      ownerOnly(site, document);
      return decideRegistry(site, document, { seenRev: seen(seenRev), heldRev }, ruling);
    case 'bury': {
      ownerOnly(site, document);
      // An ordinary write of the owner: R2 lifts it above whatever others hold.
      const takesOver = hasVanished(document) && seenRev === 0 ? null : foreignSeen(site, document, seenRev);
      const what = { value: null, content: null, tombstone: true, src: document.src + 1, restored: false };
      const [outcome] = await runner.put([{ key, change: { ...what, takesOver, ruling }, spans: [] }]);
      if (!outcome?.decision.taken) hasChanged();
      return;
    }
    default:
      refuseField(
        'action',
        'UNKNOWN',
        'lift, adopt, bury, accept, dismiss, keep, entered, take_back or publish',
      );
  }
}

type Word = Parameters<Site['runner']['engine']['rule']>[0];

async function ruled({ runner }: Site, word: Word): Promise<void> {
  const decision = await runner.run((engine) => engine.rule(word));
  if (!decision?.taken) hasChanged();
}

/** The foreign state that was shown. What this site's producer put is never one: a service may have written it meanwhile. */
function foreignSeen({ id }: Site, document: Document, seenRev: number): Stamp {
  const rev = seen(seenRev);
  const stamp = foreignOf(document, id) && foreignStamp(document);
  return stamp?.rev === rev ? stamp : hasChanged();
}

/** Others once held it, and nobody is known to hold it any more: there is no stamp to name. */
const hasVanished = (document: Document): boolean => isLostHere(document) && !foreignStamp(document);

function ownerOnly({ runner, names }: Site, { key }: Document): void {
  const { engine } = runner;
  if (engine.findRoute(key)?.isOwner) return;
  const owner = engine.memory.registry.ownerOf(partsOf(key).unit) ?? '';
  throw new Refusal('precondition', 'NOT_THE_OWNER', `site ${owner} writes the records of this unit`, {
    fields: [{ field: 'key.unit', rule: 'owner', description: owner }],
    params: { site: names.nameOf(owner) },
  });
}
