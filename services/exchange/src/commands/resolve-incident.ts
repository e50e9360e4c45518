import { Refusal, refuseField } from '@lienthong/domain';
import { type Document, foreignOf, foreignStamp, noStamp, type Ruling, stampOf } from '../domain/document.ts';
import { partsOf } from '../domain/key.ts';
import type { Stamp } from '../domain/stamp.ts';
import { checkSeen, hasChanged, seenOf } from '../domain/what-was-seen.ts';
import { adopt } from './adopt.ts';
import { decideRegistry } from './decide-registry.ts';
import type { Site } from './site.ts';

/**
 * What a person decided about a record, and what follows from it, in one write.
 *
 * @throws Refusal `NOT_THE_OWNER` where only the owner's site may, with its name; `INCIDENT_CHANGED` when it is no longer as it was seen.
 */
export async function resolveIncident(
  site: Site,
  document: Document,
  seen: string,
  ruling: Ruling,
): Promise<void> {
  const { runner } = site;
  const { key, record, jump } = document;
  const { action } = ruling;
  switch (action) {
    case 'lift':
      ownerOnly(site, document);
      checkSeen(seen, seenOf(document, 'marked'));
      return ruled(site, { kind: action, key, broke: record?.broke ?? 0, ruling });
    case 'keep':
      ownerOnly(site, document);
      checkSeen(seen, seenOf(document, 'contested'));
      return ruled(site, { kind: action, key, stamp: stampOf(document), ruling });
    case 'entered':
      checkSeen(seen, seenOf(document, 'stranded'));
      return ruled(site, { kind: action, key, stamp: stampOf(document), ruling });
    case 'accept':
    case 'dismiss':
      checkSeen(seen, seenOf(document, 'jump'));
      return ruled(site, { kind: action, key, stamp: jump ?? noStamp, ruling });
    case 'adopt':
      ownerOnly(site, document);
      return adopt(site, document, foreignSeen(site, document, seen) ?? hasChanged(), ruling);
    case 'take_back':
    case 'publish':
      ownerOnly(site, document);
      return decideRegistry(site, document, seen, ruling);
    case 'delete': {
      ownerOnly(site, document);
      // An ordinary write of the owner: R2 lifts it above whatever others hold.
      const takesOver = foreignSeen(site, document, seen) ?? null;
      const what = { value: null, content: null, tombstone: true, src: document.src + 1, restored: false };
      const [outcome] = await runner.put([{ key, change: { ...what, takesOver, ruling }, spans: [] }]);
      if (!outcome?.decision.taken) hasChanged();
      return;
    }
    default:
      refuseField(
        'action',
        'UNKNOWN',
        'lift, adopt, delete, accept, dismiss, keep, entered, take_back or publish',
      );
  }
}

type Word = Parameters<Site['runner']['engine']['rule']>[0];

async function ruled({ runner }: Site, word: Word): Promise<void> {
  const decision = await runner.run((engine) => engine.rule(word));
  if (!decision?.taken) hasChanged();
}

/**
 * The foreign state that was shown; undefined: nobody is known to hold it any more. What this site's producer put is never one: a service may
 * have written it meanwhile.
 */
function foreignSeen({ id }: Site, document: Document, seen: string): Stamp | undefined {
  checkSeen(seen, seenOf(document, 'stub'));
  return document.record && !foreignOf(document, id) ? hasChanged() : foreignStamp(document);
}

function ownerOnly({ runner, names }: Site, { key }: Document): void {
  const { engine } = runner;
  if (engine.findRoute(key)?.isOwner) return;
  const owner = engine.memory.registry.ownerOf(partsOf(key).unit) ?? '';
  throw new Refusal('precondition', 'NOT_THE_OWNER', `site ${owner} writes the records of this unit`, {
    fields: [{ field: 'key.unit', rule: 'OWNER', description: owner }],
    params: { site: names.nameOf(owner) },
  });
}
