import type { RegisteredSite } from '@lienthong/runtime';
import { createRegistrySource, parseSites, tableInPlace } from '../src/adapters/registry-source.ts';
import type { FormerOwner, SiteMemory } from '../src/adapters/site-memory.ts';

const unit = '20116@0';
const row = (id: string, parent: string, owns: string[], publicKey: string): RegisteredSite => ({
  id,
  name: id,
  parent,
  owns,
  publicKey,
});
const rows = [row('s46', '', ['46@0'], 'top'), row('s20116', 's46', [unit], 'first')];
const rekeyed = [row('s46', '', ['46@0'], 'top'), row('s20116', 's46', [unit], 'second')];
const table = (sites: RegisteredSite[], more: object = {}): Uint8Array =>
  Buffer.from(JSON.stringify({ sites, ...more }));

/** Two processes of a site one after the other, on one database. */
function twoLives() {
  let kept: readonly FormerOwner[] = [];
  const memory: Partial<SiteMemory> = {
    owners: async () => [...kept],
    saveOwners: async (owners) => void (kept = owners),
  };
  return () => createRegistrySource('s46', rows, memory as SiteMemory);
}

test('A5: a key that was replaced still proves what its unit’s owner wrote, and no other unit’s', async () => {
  const source = await twoLives()();
  await source.use(table(rekeyed), '2');
  expect(source.registry.presentKeysOf(unit)).toEqual(['second']);
  expect(source.registry.formerKeysOf(unit)).toContain('first');
  expect(source.registry.formerKeysOf('46@0')).toEqual(['top']);
});

test('R13: a key that was withdrawn proves nothing, whatever is published later and also after a restart', async () => {
  const start = twoLives();
  const source = await start();
  await source.use(table(rekeyed, { withdrawn: ['first'] }), '2');
  const isWithdrawn = ({ registry }: typeof source): void => {
    expect(registry.withdrawnKeysOf(unit)).toEqual(['first']);
    expect(registry.formerKeysOf(unit)).not.toContain('first');
    expect(registry.formerKeysOf(unit, true)).toContain('first');
  };
  isWithdrawn(source);
  await source.use(table(rekeyed), '3');
  isWithdrawn(source);
  const again = await start();
  isWithdrawn(again);
  // A registry of before the theft, or the configuration, gives it to the site once more.
  await again.use(table(rows), '1');
  expect(again.registry.presentKeysOf(unit)).toEqual([]);
});

test.each([
  ['the one that the province held', table(rows)],
  ['the configuration of a province that holds none', undefined],
  ['the configuration of a province whose own cannot be read', Buffer.from('cut off')],
])(
  'B4: a registry in place of a newer one keeps former owners and withdrawn keys of that: %s',
  (name, own) => {
    const former = [{ unit, site: 's1', publicKey: 'gone', until: '2025-07-01' }];
    const newer = parseSites(table(rekeyed, { former, withdrawn: ['stolen'] }));
    const { text, isConfigured } = tableInPlace(own, rows, newer, '2025-07-02');
    // Who decides is told which of the two it is.
    expect(isConfigured).toBe(name.startsWith('the configuration'));
    expect(JSON.parse(text)).toEqual({
      sites: rows,
      former: [...former, { unit, site: 's20116', publicKey: 'second', until: '2025-07-02' }],
      withdrawn: ['stolen'],
    });
    expect(tableInPlace(own, rows, undefined, '2025-07-02').text).toBe(table(rows).toString());
  },
);
