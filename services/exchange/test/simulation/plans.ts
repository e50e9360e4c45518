import type { Chain } from '../../src/domain/document.ts';
import type { Key } from '../../src/domain/key.ts';
import { findRoute, isConsumerHop, type Route } from '../../src/domain/route.ts';
import type { Random } from './random.ts';
import type { Snapshot } from './sim-store.ts';
import type { Cell } from './sim-consumer.ts';
import { type Stamp, stampText } from '../../src/domain/stamp.ts';
import type { SimSite } from './sim-site.ts';
import { hour, minute, type World } from './world.ts';

/** Lets the transport of a site say that a hop is gone, or back. */
export function tell(world: World, site: SimSite, hop: string, isUp: boolean): void {
  if (site.engine) world.drive(site, site.engine.setLink(hop, isUp));
}

const ownerOf = (world: World, key: Key): SimSite | undefined =>
  world.sites.get(world.truth.ownerOf(key.split('/')[1] ?? '') ?? '');

function routeAt(world: World, site: SimSite, key: Key): Route | undefined {
  return findRoute(world.truth, [], site.id, key);
}

/** More changes of a key than `seen` has places, while its owner is cut off; often of an owner that was restored there, its reader with it. */
export function planBusyCuts(
  random: Random,
  world: World,
  keys: readonly Key[],
  duration: number,
  lost: (site: SimSite) => void,
): void {
  const key = random.pick(keys);
  const begin = random.real() * duration * 0.7;
  const changes = random.whole(70, 130);
  const withRestore = random.chance(0.7);
  const told = random.chance(0.7);
  let backup: { of: SimSite; store: Snapshot; cells: ReadonlyMap<string, Cell> | undefined } | undefined;
  world.at(begin * random.real(), () => {
    const owner = ownerOf(world, key);
    if (owner) backup = { of: owner, store: owner.store.snapshot(), cells: owner.consumer?.snapshot() };
  });
  world.at(begin, () => {
    const owner = ownerOf(world, key);
    if (!owner) return;
    const hops = world.truth.neighboursOf(owner.id);
    const cut = (isUp: boolean): void => {
      for (const hop of hops)
        for (const direction of [`${owner.id}>${hop}`, `${hop}>${owner.id}`])
          if (isUp) world.cuts.delete(direction);
          else world.cuts.add(direction);
      if (told) for (const hop of hops) tell(world, owner, hop, isUp);
    };
    cut(false);
    if (withRestore && backup?.of === owner) {
      lost(owner);
      world.kill(owner);
      owner.store.restore(backup.store);
      owner.consumer?.restore(backup.cells);
      world.start(owner);
      cut(false);
    }
    for (let change = 0; change < changes; change += 1) {
      world.after(change * minute, () => void world.change(owner.id, key, String(random.whole(1, 5))));
    }
    world.after(changes * minute + random.real() * hour, () => cut(true));
  });
}

/** A person lifts the mark that stands at that time. */
export function planLifts(random: Random, world: World, keys: readonly Key[], duration: number): void {
  for (let at = random.whole(1, 6); at > 0; at -= 1) {
    world.at(random.real() * duration, () => {
      const key = random.pick(keys);
      const owner = ownerOf(world, key);
      const broke = owner?.store.documents.get(key)?.document.record?.broke ?? 0;
      if (owner && broke > 0) world.lift(owner, key, broke);
    });
  }
}

const offsets = [1, 2, 500, 9_999, 10_000, 10_001, 499_999, 999_999, 1_000_000, 1_000_001, 2 ** 49];

/** Whoever has a site's link credential says that it holds what it does not, at and beyond the limits of what may be said. */
export function planLies(random: Random, world: World, keys: readonly Key[], duration: number): void {
  for (let at = random.whole(1, 12); at > 0; at -= 1) {
    world.at(random.real() * duration, () => lie(random, world, random.pick(keys), random.pick(offsets)));
  }
  if (random.chance(0.3)) planClimb(random, world, random.pick(keys), random.real() * duration);
}

function lie(random: Random, world: World, key: Key, offset: number, liar?: string): void {
  const site = liar === undefined ? random.pick([...world.sites.values()]) : ownerOf(world, key);
  const hops = site ? (routeAt(world, site, key)?.next ?? []).filter((hop) => !isConsumerHop(hop)) : [];
  if (!site || hops.length === 0) return;
  const from = liar ?? random.pick(hops);
  const rev = (site.store.documents.get(key)?.document.record?.rev ?? 0) + offset;
  const entry = (site: string, above: number) => ({ site, rev: above, tag: random.tag(), displaced: null });
  const chain: Chain = random.chance(0.3)
    ? [entry(from, Math.max(1, rev - 1)), { ...entry(`${from}~cells`, rev), displaced: entry('', rev) }]
    : [entry(from, rev)];
  world.liars.add(from);
  if (offset > 10_000)
    for (const { rev, tag } of chain) world.farLies.add(`${key}|${stampText({ rev, tag })}`);
  world.deliver(from, site.id, { kind: 'have', took: 0, entries: [{ key, chain }] });
}

/**
 * In peace people look at what was refused: what some site really holds is accepted, and so is a raise that waits; the rest was a lie.
 */
export function settleJumps(world: World, keys: readonly Key[]): void {
  const isReal = (key: Key, stamp: Stamp): boolean =>
    [...world.sites.values()].some(({ store }) => store.durable.has(`${key}|${stampText(stamp)}`));
  for (const site of world.sites.values()) {
    for (const key of keys) {
      const jump = site.store.documents.get(key)?.document.jump;
      if (!jump || jump.accepted) continue;
      const action = jump.by !== 'have' || isReal(key, jump) ? 'accept' : 'dismiss';
      const ruling = { action, reason: 'a history', by: 'o', at: world.now } as const;
      world.rule(site, { kind: action, key, stamp: jump, ruling });
    }
  }
}

/** As many lies as an owner answers, again after each of its changes, while another of its neighbours is cut off. */
function planClimb(random: Random, world: World, key: Key, begin: number): void {
  world.at(begin, () => {
    const owner = ownerOf(world, key);
    const hops = owner ? (routeAt(world, owner, key)?.next ?? []) : [];
    const [liar, other] = hops;
    if (!owner || liar === undefined || other === undefined) return;
    for (const direction of [`${owner.id}>${other}`, `${other}>${owner.id}`]) world.cuts.add(direction);
    for (let round = 0; round < 150; round += 1) {
      world.after(round * 1_000, () => {
        lie(random, world, key, 10_000, liar);
        if (round % 8 === 7) world.change(owner.id, key, String(random.whole(1, 5)));
      });
    }
    world.after(150_000 + random.real() * hour, () => {
      for (const direction of [`${owner.id}>${other}`, `${other}>${owner.id}`]) world.cuts.delete(direction);
    });
  });
}
