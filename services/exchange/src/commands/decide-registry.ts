import { Refusal } from '@lienthong/domain';
import { type Document, noStamp, type Ruling, stampOf } from '../domain/document.ts';
import { stampText } from '../domain/stamp.ts';
import { checkSeen, hasChanged } from '../domain/what-was-seen.ts';
import { adopt } from './adopt.ts';
import type { RestoredRegistry } from './ports.ts';
import type { Site } from './site.ts';
import { storeValue } from './store-value.ts';

/** The newest registry that is known of, the one that is in place here, and the one that can be taken back. */
export const seenOfRegistry = ({
  document,
  newer,
  fetched,
  isConfigured,
}: Pick<RestoredRegistry, 'document' | 'newer' | 'fetched' | 'isConfigured'>): string =>
  [newer, isConfigured ? noStamp : stampOf(document), fetched?.record ?? noStamp].map(stampText).join(' ');

/**
 * What a person decides of a registry that its restored owner keeps to itself. Either goes above all that others are known to hold, so that
 * nobody who is out of reach is needed for it.
 *
 * @throws Refusal `NOT_RESTORED`, `INCIDENT_CHANGED`; to take back: `NOTHING_TO_ADOPT`, `NEIGHBOUR_DID_NOT_ANSWER`.
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
  const { newer, fetched, inPlace } = restored;
  checkSeen(seen, seenOfRegistry(restored));
  if (ruling.action === 'take_back') return adopt(site, document, newer, ruling, fetched);
  const kept = await storeValue(site.contents, inPlace);
  const what = { ...kept, tombstone: false, src: document.src + 1, restored: false };
  const change = { ...what, takesOver: newer, ruling };
  const [outcome] = await site.runner.put([{ key: document.key, change, spans: [] }]);
  if (!outcome?.decision.taken) hasChanged();
}
