import { lastHeardOf } from '../src/domain/engine/presence.ts';
import type { Site } from '../src/domain/registry.ts';
import { type Rules, rules } from '../src/domain/rules.ts';
import { standardTiming } from '../src/domain/timing.ts';
import { hour, minute, registryKey } from './simulation/world.ts';
import { commune, district, key, Line, province, threeSites } from './three-sites.ts';

const other = 's483';
const withOther: Site[] = [
  ...threeSites,
  { id: other, parent: province, owns: ['483@0'], formerlyOwned: [], publicKeys: [] },
];
const below = (parent: string): Site[] =>
  withOther.map((site) => (site.id === commune ? { ...site, parent } : site));

const publish = (line: Line, sites: readonly Site[]): void =>
  line.change(JSON.stringify(sites), registryKey, province);
const parentOfCommune = (line: Line, at: string): string | null =>
  line.site(at).engine?.memory.registry.parentOf(commune) ?? null;

function memoryOf(line: Line, at: string) {
  const { engine } = line.site(at);
  if (!engine) throw new Error(`${at} does not run`);
  return engine.memory;
}

const silentFor = (line: Line, at: string, site: string): number => {
  const memory = memoryOf(line, at);
  const heard = lastHeardOf(memory, site);
  return heard === undefined ? Number.POSITIVE_INFINITY : memory.environment.now() - heard;
};

/** The process of `other` ends right after it has written the registry, before anything else is done with it. */
function failAfterRegistryWrite(line: Line): () => boolean {
  let failed = false;
  let written = false;
  line.world.restartAfter = () => 1_000;
  line.world.atStep = (site, effect) => {
    if (site.id !== other || failed) return 'go on';
    if (written) {
      failed = true;
      return 'kill';
    }
    written = effect.do === 'write' && effect.writes.some((write) => write.key === registryKey);
    return 'go on';
  };
  return () => failed;
}

test('A2: a registry whose write was the last thing that a process did is in use after its start, and at the latest at a scan', () => {
  const line = new Line({ sites: withOther });
  line.changes('1');
  const hasFailed = failAfterRegistryWrite(line);
  publish(line, below(other));
  line.world.run(hour);
  expect(hasFailed()).toBe(true);
  expect(parentOfCommune(line, other)).toBe(other);
  line.changes('2');
  expect(line.value(province)).toBe('2');
});

test('A2: a registry that is held and not in use, since that was told to nobody, is used at the next scan', () => {
  const line = new Line({ sites: withOther });
  publish(line, below(other));
  line.world.run(minute);
  const { engine } = line.site(other);
  // What useRegistry did is undone, as if the driver had failed to do it.
  if (engine) line.world.drive(line.site(other), engine.useRegistry(memoryOf(line, district).registry, ''));
  line.site(other).registryStamp = '';
  line.world.run(hour / 2);
  expect(line.site(other).registry.parentOf(commune)).toBe(other);
});

test('A2: a site that its new parent does not know of is silent at the province, not heard by not being called silent', () => {
  const line = new Line({ sites: withOther, timing: standardTiming });
  line.world.run(hour);
  expect(silentFor(line, province, commune)).toBeLessThanOrEqual(standardTiming.silence);
  line.world.publish(below(other));
  for (const site of [province, district, commune]) line.world.learn(line.site(site));
  line.world.run(minute);
  const heard = lastHeardOf(memoryOf(line, province), commune);
  line.world.run(hour);
  expect(silentFor(line, province, other)).toBeLessThanOrEqual(standardTiming.silence);
  expect(lastHeardOf(memoryOf(line, province), commune)).toBe(heard);
});

test('A2: while two registries differ, a site that both know of is heard as before', () => {
  const fresh: Site = { id: 's999', parent: district, owns: ['999@0'], formerlyOwned: [], publicKeys: [] };
  const line = new Line({ sites: threeSites, timing: standardTiming });
  line.world.run(hour);
  line.world.publish([...threeSites, fresh]);
  line.world.learn(line.site(province));
  line.world.run(hour);
  expect(silentFor(line, province, commune)).toBeLessThanOrEqual(standardTiming.silence);
  expect(lastHeardOf(memoryOf(line, province), 's999')).toBeUndefined();
});

test('A5: a successor whose configuration names no former owner takes the past over when the registry names it', () => {
  const line = new Line({ sites: withOther });
  line.changes('1');
  const handedOver = (formerlyOwned: string[]): Site[] =>
    withOther.map((site) => {
      if (site.id === commune) return { ...site, owns: [], formerlyOwned };
      return site.id === other ? { ...site, owns: [...site.owns, '20116@0'] } : site;
    });
  publish(line, handedOver([]));
  line.world.run(4 * hour);
  expect(line.document(other)).toMatchObject({
    record: null,
    heard: { [province]: { chain: [{ rev: 1 }] } },
  });
  publish(line, handedOver(['20116@0']));
  line.world.run(4 * hour);
  expect(line.value(other)).toBe('1');
});

test.each([
  ['a site on another way, which has to be sent the past', other],
  ['the district, which holds the past already', district],
])('A5: a producer that compared before the past was its site’s compares again: %s', (_name, successor) => {
  const line = new Line({ sites: withOther });
  line.changes('1');
  const compared = memoryOf(line, successor).epoch;
  const epochs = new Set<string>([compared]);
  const look = (): void => {
    // As a producer does that is told of an epoch: what its site holds by then is what it goes by.
    if (line.value(successor) !== undefined) epochs.add(memoryOf(line, successor).epoch);
    line.world.after(minute, look);
  };
  look();
  publish(
    line,
    withOther.map((site) => {
      if (site.id === commune) return { ...site, owns: [], formerlyOwned: ['20116@0'] };
      return site.id === successor ? { ...site, owns: [...site.owns, '20116@0'] } : site;
    }),
  );
  line.world.run(4 * hour);
  expect(line.value(successor)).toBe('1');
  expect([...epochs]).not.toEqual([compared]);
});

test('D3: a site moved deeper is no link at its former parent, which hears of it from the new one', () => {
  const line = new Line({ sites: below(province), timing: standardTiming });
  line.world.run(hour);
  const { engine } = line.site(province);
  // It was away when it was moved.
  if (engine) line.world.drive(line.site(province), engine.setLink(commune, false));
  publish(line, below(district));
  line.world.run(10 * minute);
  const memory = memoryOf(line, province);
  for (const kept of [memory.links, memory.flights, memory.beliefs, memory.pushes, memory.said])
    expect([...kept.keys()]).not.toContain(commune);
  expect(silentFor(line, province, commune)).toBeLessThanOrEqual(standardTiming.silence);
});

const older = below(district);
const newer = below(other);

/** The province publishes the newer registry, which everybody takes, and is then set back to before. */
function restoredProvince(changed: Partial<Rules> = {}): Line {
  const line = new Line({ sites: withOther, rules: { ...rules, ...changed } });
  publish(line, older);
  line.world.run(hour);
  const backup = line.snapshot(province);
  publish(line, newer);
  line.world.run(hour);
  line.restore(province, backup);
  line.world.run(6 * hour);
  return line;
}

test('B4: a restored province keeps its older registry to itself: it is neither raised nor sent, and the sites go by the newer one', () => {
  const line = restoredProvince();
  for (const site of [district, commune, other]) expect(parentOfCommune(line, site)).toBe(other);
  expect(line.rev(province, registryKey)).toBe(1);
  expect(line.document(province, registryKey)).toMatchObject({ openTo: [], unsettled: true });
  // Nor is what is published after the restore, until a person has decided.
  for (let at = 0; at < 3; at += 1) {
    publish(line, older);
    line.world.run(hour);
  }
  expect(line.rev(province, registryKey)).toBe(4);
  for (const site of [district, commune, other]) expect(parentOfCommune(line, site)).toBe(other);
});

const ruling = { action: 'publish' as const, reason: 'meant so', by: 'dung', at: 0 };

test('B4: what the person decided goes above all that others hold, and everybody takes it', () => {
  const line = restoredProvince();
  const before = line.rev(other, registryKey);
  const newest = line.document(other, registryKey)?.record;
  // Decided upon another newer one than there is: nothing follows.
  const another = { rev: newest?.rev ?? 0, tag: '00112233445566ff' };
  line.world.change(province, registryKey, JSON.stringify(older), { ruling, takesOver: another });
  line.world.run(hour);
  expect(parentOfCommune(line, commune)).toBe(other);
  line.world.change(province, registryKey, JSON.stringify(older), { ruling, takesOver: newest ?? null });
  line.world.run(6 * hour);
  for (const site of [province, district, commune, other]) expect(parentOfCommune(line, site)).toBe(district);
  expect(line.rev(other, registryKey)).toBeGreaterThan(before);
  expect(line.document(province, registryKey)).toMatchObject({ unsettled: false });
});

test('B4: without the rule the older registry goes out again, raised', () => {
  const line = restoredProvince({ holdsBack: () => false });
  expect(parentOfCommune(line, other)).toBe(district);
});

test('any other record of a restored province is raised by itself as ever', () => {
  const line = new Line();
  const table = 'd3-table/46@0/fields';
  line.change('1', table, province);
  line.world.run(hour);
  const backup = line.snapshot(province);
  line.change('2', table, province);
  line.world.run(hour);
  line.restore(province, backup);
  line.world.run(6 * hour);
  expect([line.value(commune, table), line.isMarked(commune, table)]).toEqual(['1', true]);
  expect(line.value(commune, key)).toBeUndefined();
});
