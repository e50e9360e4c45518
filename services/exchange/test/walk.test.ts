import type { Effect } from '../src/domain/engine/effects.ts';
import { saysSums, sourceOf, withBeliefs } from '../src/domain/engine/memory.ts';
import { type Key, partsOf } from '../src/domain/key.ts';
import type { Site } from '../src/domain/registry.ts';
import { findRoute } from '../src/domain/route.ts';
import { rules } from '../src/domain/rules.ts';
import { chainText, SumTree } from '../src/domain/sums.ts';
import { fastHash, Random } from './simulation/random.ts';
import type { Snapshot } from './simulation/sim-store.ts';
import type { SimSite } from './simulation/sim-site.ts';
import { hour, minute, World } from './simulation/world.ts';

const seed = Number(process.env.LT_SEED ?? Date.now() % 1_000_000_000);
const rounds = 6;
const row = (id: string, parent: string | null, owns: string[]): Site => ({
  id,
  parent,
  owns,
  formerlyOwned: [],
  publicKeys: [],
});
const sites = [
  row('top', null, ['46@0', 'root@0']),
  row('west', 'top', ['1@0']),
  row('east', 'top', ['2@0']),
  row('c1', 'west', ['11@0']),
  row('c2', 'west', ['12@0']),
  row('c3', 'east', ['21@0']),
];
const keys: Key[] = [
  ...['11@0', '12@0', '21@0'].flatMap((unit) =>
    [1, 2, 3, 4].map((day) => `u2-tally/${unit}/2025-0${5 + (day % 2)}-0${day}`),
  ),
  'd3-table/46@0/fees',
  'd3-table/46@0/units',
  't3-letter/11@0/21@0/1',
  't3-letter/21@0/12@0/2',
];
const ownerOf = (key: Key): string => sites.find(({ owns }) => owns.includes(partsOf(key).unit))?.id ?? '';
const moveTo = (parent: string) => sites.map((site) => (site.id === 'c2' ? { ...site, parent } : site));

type Sums = Record<string, [hash: readonly [number, number], keys: number]>;

/** The sums that a site would have if it read its whole store now. */
function fromStore({ id, store, engine, registry, consumer }: SimSite): Sums {
  const trees = new Map<string, SumTree>();
  const add = (name: string, key: Key, text: string): void => {
    const tree = trees.get(name) ?? new SumTree();
    trees.set(name, tree);
    tree.set(key, fastHash(text));
  };
  const consumers = consumer ? (engine?.memory.consumers ?? []) : [];
  for (const [key, stored] of store.documents) {
    const document = engine ? withBeliefs(engine.memory, stored.document) : stored.document;
    const route = findRoute(registry, consumers, id, key);
    if (!route) continue;
    for (const hop of route.next) {
      const chain = document.heard[hop]?.chain ?? [];
      if (chain.length > 0) add(`belief of ${hop}`, key, chainText(key, chain));
    }
    const text = chainText(key, rules.chain(document, id, route.next));
    if (route.previous !== null) add(`held for ${route.previous}`, key, text);
  }
  return sumsOf(trees);
}

function inMemory({ engine }: SimSite): Sums {
  const { beliefs, held } = engine?.memory ?? { beliefs: new Map(), held: new Map() };
  return sumsOf([
    ...[...beliefs].map(([hop, tree]) => [`belief of ${hop}`, tree] as const),
    ...[...held].map(([hop, tree]) => [`held for ${hop}`, tree] as const),
  ]);
}

const sumsOf = (trees: Iterable<readonly [string, SumTree]>): Sums =>
  Object.fromEntries(
    [...trees]
      .filter(([, tree]) => tree.size > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, tree]) => [name, [tree.total(), tree.size] as const]),
  ) as unknown as Sums;

describe(`E start: what is derived from the store (again: LT_SEED=${seed})`, () => {
  test('sums that are told are those of the store, whatever came while it was walked through', () => {
    let told = 0;
    for (let round = 0; round < rounds; round += 1) told += randomLife(seed + round);
    // Most of the time they are complete.
    expect(told).toBeGreaterThan(40 * rounds);
  });

  test('no sums and no as-of of an own unit are told before the store was walked through; puts go on meanwhile', () => {
    const world = new World({ seed, sites });
    for (const key of keys) world.change(ownerOf(key), key, '1');
    world.run(hour);
    const site = world.site('west');
    world.drive(world.site('c1'), progress(world.site('c1')));
    for (const one of [site, world.site('c1')]) world.kill(one);
    const early: string[] = [];
    const taken: string[] = [];
    world.observers.push({
      sent(from, hop, message) {
        if (from.engine && saysSums(from.engine.memory)) return;
        if (message.kind === 'put') taken.push(`${from.id} ${hop}`);
        if (message.kind === 'sums' && message.sums.length > 0) early.push(`sums of ${from.id}`);
        if (message.kind !== 'sums') return;
        for (const { unit, asOf } of message.watermarks)
          if (asOf !== null && from.registry.ownerOf(unit) === from.id) early.push(`as-of of ${unit}`);
      },
    });
    for (const one of [site, world.site('c1')]) world.start(one);
    world.drive(world.site('c1'), progress(world.site('c1')));
    expect(saysSums((site.engine as NonNullable<SimSite['engine']>).memory)).toBe(false);
    expect(world.change('c1', keys[0] as Key, '2')).toBe(true);
    world.run(1_500);
    expect(early).toEqual([]);
    expect(taken).toContain('c1 west');
    world.run(hour / 2);
    expect(early).toEqual([]);
    expect(inMemory(site)).toEqual(fromStore(site));
    expect(site.engine?.memory.links.get('top')?.agreedAt).toBeDefined();
  });

  test.each([
    ['was set back under the running process', false],
    ['is read for the first time', true],
  ])(
    'W: while a store that %s is walked through, the levels above know that nothing is known',
    (_when, isNew) => {
      // A store so large that a walk takes minutes.
      const world = new World({ seed, sites, timing: { pause: 20_000 } });
      const site = world.site('c1');
      const told = () => world.site('top').engine?.memory.watermarks.get(sourceOf('11@0', 'u2-tally'));
      for (const key of keys) world.change(ownerOf(key), key, '1');
      world.run(hour);
      world.drive(site, progress(site));
      const before = site.store.snapshot();
      world.change('c1', keys[0] as Key, '2');
      world.run(hour);
      world.drive(site, progress(site));
      world.run(hour);
      expect(told()).toMatchObject({ asOf: 1, count: 4 });
      if (isNew) world.kill(site);
      site.store.restore(before);
      if (isNew) world.start(site);
      world.drive(site, progress(site));
      world.run(minute / 2);
      expect(site.engine?.memory.walk.isComplete).toBe(false);
      expect(told()).toMatchObject({ asOf: null, reason: 'comparing' });
      world.run(hour);
      world.drive(site, progress(site));
      world.run(hour);
      expect(told()).toMatchObject({ asOf: 1, count: 4 });
    },
  );

  test('a registry that moves one site has only the records read whose way it changes', () => {
    const world = new World({ seed, sites });
    for (const key of keys) world.change(ownerOf(key), key, '1');
    world.run(2 * hour);
    const top = world.site('top');
    const touched = new Set<Key>();
    let pages = 0;
    world.atStep = (site, effect) => {
      if (site === top && effect.do === 'read') for (const key of effect.keys) touched.add(key);
      if (site === top && effect.do === 'page') pages += 1;
      return 'go on';
    };
    const recent = top.engine?.memory.recent as Map<Key, unknown>;
    recent.clear();
    world.publish(moveTo('east'));
    world.learn(top);
    world.run(minute / 4);
    // What the moved site wrote, and what is on its way down to it.
    expect([...touched].sort()).toEqual(keys.filter((key) => key.includes('/12@0/')).sort());
    expect(pages).toBe(0);
    expect(inMemory(top)).toEqual(fromStore(top));
  });
});

function* progress({ id, engine, registry }: SimSite): Generator<Effect, void, unknown> {
  if (!engine) return;
  const said = { channel: 'u2-tally', asOf: 1, reason: 'current', epoch: engine.epoch } as const;
  yield* engine.noteProgress((registry.find(id)?.owns ?? []).map((unit) => ({ unit, ...said })));
}

/** Hours of work and faults; @returns how often sums were compared that could have been told. */
function randomLife(life: number): number {
  const random = new Random(life);
  const world = new World({
    seed: life,
    sites,
    consumersAt: ['top'],
    timing: { rebuild: 20 * minute, scan: 2 * minute, pause: 3_000 },
  });
  const snapshots = new Map<string, { snapshot: Snapshot; at: number }>();
  const pick = (): SimSite => random.pick([...world.sites.values()]);
  // Which store was set back under its process, and when: until the next scan nobody can know.
  const restored = new Map<string, number>();
  let compared = 0;
  world.atStep = (_, effect) => (effect.do === 'page' && random.chance(0.02) ? 'kill' : 'go on');
  for (let step = 0; step < 120; step += 1) {
    const site = pick();
    const what = random.whole(0, 9);
    if (what <= 4) {
      const key = random.pick(keys);
      world.change(ownerOf(key), key, String(random.whole(1, 9)));
    } else if (what === 5) snapshots.set(site.id, { snapshot: site.store.snapshot(), at: world.now });
    else if (what === 6) {
      // A copy that is younger than the last scan has the same mark.
      const { snapshot, at } = snapshots.get(site.id) ?? { at: world.now };
      if (world.now - at < 3 * minute) continue;
      site.store.restore(snapshot);
      restored.set(site.id, world.now);
    } else if (what === 7) world.kill(site, 30_000);
    else if (what === 8) {
      world.publish(moveTo(random.pick(['west', 'east', 'top', 'c3'])));
      for (const one of world.sites.values()) if (random.chance(0.7)) world.learn(one);
    }
    if (site.engine && random.chance(0.3)) world.drive(site, progress(site));
    world.run(random.whole(1, 90_000));
    for (const one of world.sites.values()) {
      const isKnown = world.now - (restored.get(one.id) ?? Number.NEGATIVE_INFINITY) > 3 * minute;
      if (!one.engine || !saysSums(one.engine.memory) || !isKnown) continue;
      compared += 1;
      expect({ life, step, site: one.id, sums: inMemory(one) }).toEqual({
        life,
        step,
        site: one.id,
        sums: fromStore(one),
      });
    }
  }
  world.atStep = undefined;
  world.run(hour);
  for (const one of world.sites.values()) {
    expect({ life, site: one.id, sums: inMemory(one) }).toEqual({ life, site: one.id, sums: fromStore(one) });
    expect(one.engine?.memory.keys.size).toBe(one.store.documents.size);
    expect(countedIn(one)).toEqual(countedFromStore(one));
  }
  return compared;
}

const countedIn = ({ engine }: SimSite): Record<string, number> =>
  Object.fromEntries(
    [...(engine?.memory.counted ?? [])]
      .map(([unit, { stamps }]) => [unit, stamps.size] as const)
      .filter(([, count]) => count > 0),
  );

function countedFromStore({ id, store, registry }: SimSite): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [key, { document }] of store.documents) {
    const { channel, unit } = partsOf(key);
    const source = sourceOf(unit, channel);
    if (registry.ownerOf(unit) === id && document.record) counts[source] = (counts[source] ?? 0) + 1;
  }
  return counts;
}
