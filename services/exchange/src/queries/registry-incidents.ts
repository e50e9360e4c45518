import type { Incident } from '@lienthong/contracts/exchange/v1/exchange';
import { seenOfRegistry } from '../commands/decide-registry.ts';
import type { Site } from '../commands/site.ts';
import { partsOf } from '../domain/key.ts';

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
