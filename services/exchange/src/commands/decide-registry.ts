import { Refusal } from '@lienthong/domain';
import { type Document, type Ruling, stampOf } from '../domain/document.ts';
import { stampText } from '../domain/stamp.ts';
import { checkSeen, hasChanged } from '../domain/what-was-seen.ts';
import { adopt } from './adopt.ts';
import type { RestoredRegistry } from './ports.ts';
import type { Site } from './site.ts';

/** Both registries: the newer one, and the one held here. */
export const seenOfRegistry = ({ document, newer }: Pick<RestoredRegistry, 'document' | 'newer'>): string =>
  `${stampText(newer)} ${stampText(stampOf(document))}`;

/**
 * What a person decides of a registry that its restored owner keeps to itself.
 * @throws Refusal `NOT_RESTORED`, `INCIDENT_CHANGED`, `NOTHING_TO_ADOPT`, `NEIGHBOUR_DID_NOT_ANSWER`.
 */
export async function decideRegistry(
  site: Site,
  document: Document,
  seen: string,
  ruling: Ruling,
): Promise<void> {
  const restored = await site.follower.findRestored();
  if (document.key !== restored?.document.key)
    throw new Refusal(
      'precondition',
      'NOT_RESTORED',
      'nobody holds a newer registry of sites than this site',
    );
  const { newer, fetched } = restored;
  checkSeen(seen, seenOfRegistry(restored));
  if (ruling.action === 'take_back') return adopt(site, document, newer, ruling, fetched);
  const { record } = document;
  if (!record)
    throw new Refusal('precondition', 'NOTHING_TO_ADOPT', 'this site holds no registry of its own');
  const { value, content, tombstone } = record;
  const what = { value, content, tombstone, src: document.src + 1, restored: false };
  const change = { ...what, takesOver: newer, ruling };
  const [outcome] = await site.runner.put([{ key: document.key, change, spans: [] }]);
  if (!outcome?.decision.taken) hasChanged();
}
