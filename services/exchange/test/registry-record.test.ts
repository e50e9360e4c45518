import { registryKey, hour, minute } from './simulation/world.ts';
import { commune, district, Line, province, threeSites } from './three-sites.ts';

const moved = threeSites.map((site) => (site.id === commune ? { ...site, parent: province } : site));
const publish = (line: Line, sites: typeof threeSites): void =>
  line.change(JSON.stringify(sites), registryKey, province);

test('the registry of sites is itself a record: published at the province, every site follows it', () => {
  const line = new Line();
  line.changes('1');
  publish(line, moved);
  line.world.run(hour);
  for (const site of [commune, district, province])
    expect(line.site(site).registry.parentOf(commune)).toBe(province);
  line.changes('2');
  expect(line.value(province)).toBe('2');
  expect(line.value(district)).toBe('1');
  expect(line.confirmed()).toContain(province);
});

test('a site that was cut off while it was moved learns of it from its new parent', () => {
  const line = new Line();
  line.changes('1');
  line.cut(commune, district);
  line.cut(commune, province);
  publish(line, moved);
  line.world.run(hour);
  // The former parent does not speak to it any more.
  line.world.cuts.delete(`${commune}>${province}`);
  line.world.cuts.delete(`${province}>${commune}`);
  line.change('2');
  line.world.run(4 * hour);
  expect(line.site(commune).registry.parentOf(commune)).toBe(province);
  expect(line.value(province)).toBe('2');
});

test('a registry of another writer is not taken, from whatever neighbour it comes', () => {
  const line = new Line();
  const forged = {
    rev: 9,
    tag: '00112233445566ff',
    value: Buffer.from(JSON.stringify(moved)),
    content: null,
  };
  const record = {
    ...forged,
    tombstone: false,
    seen: [],
    base: 0,
    broke: 0,
    lifted: 0,
    extra: '',
    by: district,
    sig: 'forged',
  };
  line.world.deliver(district, commune, { kind: 'put', key: registryKey, record, spans: [] });
  line.world.run(minute);
  expect(line.document(commune, registryKey)).toBeUndefined();
  expect(line.site(commune).engine?.memory.refused.get(district)).toMatchObject({ reason: 'owner_unknown' });
});
