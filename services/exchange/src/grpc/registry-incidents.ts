import type { Incident } from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal } from '@lienthong/domain';
import type { Site } from '../adapters/site.ts';
import { type Document, type Ruling, stampOf } from '../domain/document.ts';
import { partsOf } from '../domain/key.ts';
import { adopt } from './adopt.ts';
import { stampText } from '../domain/stamp.ts';
import type { RestoredRegistry } from '../adapters/registry-follower.ts';
import { checkSeen, hasChanged } from './what-was-seen.ts';

/** What is wrong with the registry of sites here. It concerns the whole site: every operator of it is shown. */
export async function registryIncidents(site: Site): Promise<Incident[]> {
  const { registryKey } = site.runner.engine.memory;
  const incidents: Incident[] = [];
  const restored = await site.follower.findRestored();
  if (restored) {
    const { document, newer, difference } = restored;
    incidents.push({
      key: partsOf(registryKey),
      kind: 'registry_restored',
      rev: document.record?.rev ?? 0,
      broke: newer.rev,
      since: document.storedAt === 0 ? undefined : new Date(document.storedAt),
      words: difference
        ? 'Bản đăng ký điểm nút ở đây cũ hơn bản nơi khác đang giữ'
        : 'Bản đăng ký điểm nút ở đây cũ hơn bản nơi khác đang giữ; chưa lấy được bản mới hơn để so sánh',
      jumpRev: 0,
      jumpHop: '',
      difference,
      settledAt: '',
      seen: seenOfRegistry(restored),
      held: 0,
      wanted: 0,
      heldAt: [],
    });
  }
  const differs = site.names.difference();
  if (differs) {
    incidents.push({
      key: partsOf(registryKey),
      kind: 'registry_differs',
      rev: 0,
      broke: 0,
      since: undefined,
      words: 'Cấu hình của điểm nút khác bản đăng ký mà tỉnh ban hành',
      jumpRev: 0,
      jumpHop: '',
      difference: differs,
      settledAt: '',
      seen: '',
      held: 0,
      wanted: 0,
      heldAt: [],
    });
  }
  return incidents;
}

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
  const { newer } = restored;
  checkSeen(seen, seenOfRegistry(restored));
  if (ruling.action === 'take_back') return adopt(site, document, newer, ruling);
  const { record } = document;
  if (!record)
    throw new Refusal('precondition', 'NOTHING_TO_ADOPT', 'this site holds no registry of its own');
  const { value, content, tombstone } = record;
  const what = { value, content, tombstone, src: document.src + 1, restored: false };
  const change = { ...what, takesOver: newer, ruling };
  const [outcome] = await site.runner.put([{ key: document.key, change, spans: [] }]);
  if (!outcome?.decision.taken) hasChanged();
}
