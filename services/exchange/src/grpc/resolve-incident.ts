import { Refusal, refuseField } from '@lienthong/domain';
import type { Site } from '../adapters/site.ts';
import type { Document, Ruling } from '../domain/document.ts';
import { partsOf } from '../domain/key.ts';
import { adopt } from './adopt.ts';
import { decideRegistry } from './registry-incidents.ts';

/**
 * What a person decided about a record, and what follows from it, in one write.
 *
 * @param seenRev what the person saw: of a mark its `broke`, of a jump the refused revision, of a contested or stranded record its own.
 * @throws Refusal `NOT_THE_OWNER` where only the owner's site may, with its name; `INCIDENT_CHANGED` when it is no longer as it was seen.
 */
export async function resolveIncident(
  site: Site,
  document: Document,
  seenRev: number,
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
      return adopt(site, document, ruling);
    case 'take_back':
    case 'publish':
      ownerOnly(site, document);
      return decideRegistry(site, document, ruling);
    case 'bury': {
      ownerOnly(site, document);
      // An ordinary write of the owner: R2 lifts it above whatever others hold.
      const what = { value: null, content: null, tombstone: true, src: document.src + 1, restored: false };
      const [outcome] = await runner.put([{ key, change: { ...what, ruling }, spans: [] }]);
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

function seen(rev: number): number {
  if (rev === 0) refuseField('seen_rev', 'REQUIRED', 'the revision that the incident shows');
  return rev;
}

function ownerOnly({ runner, names }: Site, { key }: Document): void {
  const { engine } = runner;
  if (engine.findRoute(key)?.isOwner) return;
  const owner = engine.memory.registry.ownerOf(partsOf(key).unit) ?? '';
  throw new Refusal('precondition', 'NOT_THE_OWNER', `site ${owner} writes the records of this unit`, {
    fields: [{ field: 'key.unit', rule: 'owner', description: owner }],
    params: { site: names.nameOf(owner) },
  });
}

function hasChanged(): never {
  throw new Refusal('conflict', 'INCIDENT_CHANGED', 'the incident is no longer as it was seen');
}
