import { type Key, keyOf } from '../../src/domain/key.ts';
import { Registry, type Site } from '../../src/domain/registry.ts';
import { planBusyCuts, planLies, planLifts, settleJumps, tell } from './plans.ts';
import type { Random } from './random.ts';
import type { Snapshot } from './sim-store.ts';
import { type Cell } from './sim-consumer.ts';
import type { SimSite } from './sim-site.ts';
import { fairWeather, hour, minute, World, type WorldOptions } from './world.ts';

/** What a history may contain. */
export interface Scenario {
  readonly seed: number;
  /** Former owners and new ones may both write for a while. */
  readonly handOver?: boolean;
  readonly world?: Partial<WorldOptions>;
}

export interface History {
  readonly world: World;
  readonly keys: readonly Key[];
  /** When each site last lost data, by how often. */
  readonly losses: Map<string, number>;
  readonly faultsEndAt: number;
  /** Neighbours lied, or former owners wrote beside the new ones: then a mark need not stand for a loss. */
  readonly isDisturbed: boolean;
}

const unitOf = (site: string): string => `${site}@0`;

/** 2–12 sites in 2–4 tiers; the first is the top. */
function randomTree(random: Random): Site[] {
  const count = random.whole(2, 12);
  const tiers = random.whole(2, 4);
  const depth = [1];
  const sites: Site[] = [];
  for (let at = 0; at < count; at += 1) {
    const above = depth.map((_, site) => site).filter((site) => (depth[site] ?? 0) < tiers);
    // Chains are as likely as bushes.
    const parent = random.chance(0.5) ? (above.at(-1) ?? 0) : random.pick(above);
    if (at > 0) depth[at] = (depth[parent] ?? 0) + 1;
    sites.push({
      id: `s${at}`,
      parent: at === 0 ? null : `s${parent}`,
      owns: [unitOf(`s${at}`)],
      formerlyOwned: [],
      publicKeys: [],
    });
  }
  return sites;
}

function randomKeys(random: Random, sites: readonly Site[]): Key[] {
  const keys = new Set<Key>();
  const wanted = random.whole(1, 6);
  for (let at = 0; at < wanted; at += 1) {
    const kind = random.pick(['u2-tally-onestop', 'u0-alert', 'd3-table', 't3-letter'] as const);
    // Most owners are at the bottom for what goes up, at the top for what goes down.
    const owner = kind === 'd3-table' && random.chance(0.7) ? sites[0] : random.pick(sites);
    const unit = unitOf(owner?.id ?? '');
    if (kind === 't3-letter') keys.add(keyOf(kind, unit, `${unitOf(random.pick(sites).id)}/${at}`));
    else keys.add(keyOf(kind, unit, `2025-0${random.whole(5, 6)}-${10 + at}`));
  }
  return [...keys];
}

/** Who watches a history. */
export interface Watcher {
  begin(world: World): void;
  lost(site: string): void;
  faultsEnd(keys: readonly Key[]): void;
}

/** One random history: 7–27 hours of faults and work, then peace in which everything has to come right. */
export function runHistory(scenario: Scenario, watcher: Watcher): History {
  const planner = new World({ seed: scenario.seed, sites: [] }).random;
  const sites = randomTree(planner);
  const consumersAt = sites.filter(() => planner.chance(0.15)).map((site) => site.id);
  const world = new World({ seed: planner.next(), sites, consumersAt, ...scenario.world });
  const keys = randomKeys(planner, sites);
  const losses = new Map<string, number>();
  const duration = planner.whole(7, 27) * hour;
  watcher.begin(world);

  world.weather = {
    loss: planner.chance(0.3) ? 0 : planner.real() * 0.6,
    duplication: planner.chance(0.5) ? 0 : planner.real() * 0.4,
    delay: planner.chance(0.5) ? [100, 5_000] : [1_000, 20 * minute],
    courier: planner.chance(0.5) ? 0 : 0.05,
    courierDelay: planner.whole(1, 27) * hour,
  };
  world.killRate = planner.chance(0.4) ? 0 : planner.real() * 0.02;
  world.restartAfter = () => Math.floor(planner.real() * 40) * minute + 1000;
  planWork(planner, world, keys, duration);
  planCuts(planner, world, duration);
  const lost = (site: SimSite): void => {
    losses.set(site.id, (losses.get(site.id) ?? 0) + 1);
    watcher.lost(site.id);
  };
  planLosses(planner, world, duration, lost);
  if (planner.chance(0.25)) planBusyCuts(planner, world, keys, duration, lost);
  if (planner.chance(0.3)) planLifts(planner, world, keys, duration);
  const hasLiar = planner.chance(0.2);
  if (hasLiar) planLies(planner, world, keys, duration);
  if (planner.chance(0.3)) planLacks(planner, world, keys, duration);
  if (sites.length > 2 && planner.chance(0.35)) planMoves(planner, world, duration);
  if (scenario.handOver && planner.chance(0.9)) planHandOver(planner, world, keys, duration);

  world.runUntil(duration);
  watcher.faultsEnd(keys);
  const couriers = world.weather.courier > 0;
  makePeace(world);
  for (let at = 1; at <= 8; at += 1)
    world.after((couriers ? 28 * hour : 0) + at * hour, () => settleJumps(world, keys));
  // Couriers that are still under way arrive; then all has to come right and be quiet.
  world.run((couriers ? 28 * hour : 0) + 16 * hour);
  return { world, keys, losses, faultsEndAt: duration, isDisturbed: hasLiar || (scenario.handOver ?? false) };
}

function makePeace(world: World): void {
  world.weather = fairWeather;
  world.killRate = 0;
  world.atStep = undefined;
  world.cuts.clear();
  for (const site of world.sites.values()) {
    world.learn(site);
    world.start(site);
  }
}

function planWork(random: Random, world: World, keys: readonly Key[], duration: number): void {
  for (const key of keys) {
    const writes = random.whole(1, random.chance(0.1) ? 90 : 12);
    let last = '';
    for (let at = 0; at < writes; at += 1) {
      // Few different values: equal ones must not hide a lost step.
      const value = String(random.whole(1, 5));
      world.at(random.real() * duration, () => {
        const owners = [...world.sites.values()].filter(
          (site) => site.registry.ownerOf(key.split('/')[1] ?? '') === site.id,
        );
        for (const owner of owners) {
          if (value === last && random.chance(0.5)) continue;
          last = value;
          world.change(owner.id, key, value, random.chance(0.03) ? { value: null, tombstone: true } : {});
        }
      });
    }
  }
}

function planCuts(random: Random, world: World, duration: number): void {
  const sites = [...world.sites.values()];
  for (let at = random.whole(0, 2 * sites.length); at > 0; at -= 1) {
    const site = random.pick(sites);
    const parent = site.registry.parentOf(site.id);
    if (parent === null) continue;
    const directions = random.pick([
      [`${site.id}>${parent}`],
      [`${parent}>${site.id}`],
      [`${site.id}>${parent}`, `${parent}>${site.id}`],
    ]);
    const begin = random.real() * duration;
    const told = random.chance(0.3);
    world.at(begin, () => {
      for (const direction of directions) world.cuts.add(direction);
      if (told) tell(world, site, parent, false);
    });
    world.at(begin + random.real() * duration * 0.5, () => {
      for (const direction of directions) world.cuts.delete(direction);
      if (told) tell(world, site, parent, true);
    });
  }
}

function planLosses(random: Random, world: World, duration: number, lost: (site: SimSite) => void): void {
  const sites = [...world.sites.values()];
  const snapshots = new Map<string, { store: Snapshot; consumer: ReadonlyMap<string, Cell> | undefined }[]>();
  for (const site of sites) {
    for (let at = random.whole(0, 3); at > 0; at -= 1) {
      world.at(random.real() * duration, () => {
        const list = snapshots.get(site.id) ?? [];
        list.push({ store: site.store.snapshot(), consumer: site.consumer?.snapshot() });
        snapshots.set(site.id, list);
      });
    }
  }
  const lose = (site: SimSite): void => {
    const old = random.chance(0.3) ? undefined : random.pick(snapshots.get(site.id) ?? []);
    // Each database of a site is restored alone, or both together.
    const what = site.consumer ? random.pick(['store', 'consumer', 'both']) : 'store';
    if (what !== 'store') site.consumer?.restore(old?.consumer);
    if (what === 'consumer') return;
    lost(site);
    const underTheProcess = random.chance(0.3);
    if (!underTheProcess) world.kill(site);
    site.store.restore(old?.store);
    if (!underTheProcess) world.after(random.real() * 40 * minute, () => world.start(site));
  };
  const events = random.chance(0.2) ? random.whole(4, 10) : random.whole(0, 5);
  for (let at = 0; at < events; at += 1) {
    const together = random.chance(0.25) ? random.whole(2, 3) : 1;
    const time = random.real() * duration;
    for (let one = 0; one < together; one += 1) {
      const site = random.pick(sites);
      world.at(time, () => lose(site));
    }
  }
  // Now and then in the middle of a handler.
  if (random.chance(0.3)) {
    let left = 1;
    const from = random.real() * duration;
    world.atStep = (site) => {
      if (left > 0 && world.now > from && random.chance(0.01)) {
        left -= 1;
        lost(site);
        site.store.restore(random.pick(snapshots.get(site.id) ?? [])?.store);
      }
      return 'go on';
    };
  }
}

/** Contents alone are gone at a site: it lets go of records without losing what else it knows. */
function planLacks(random: Random, world: World, keys: readonly Key[], duration: number): void {
  for (let at = random.whole(1, 20); at > 0; at -= 1) {
    world.at(random.real() * duration, () => {
      const site = random.pick([...world.sites.values()]);
      const key = random.pick(keys);
      const record = site.store.documents.get(key)?.document.record;
      if (site.engine && record) world.drive(site, site.engine.lacking(key, record));
    });
  }
}

/** Publishes a changed registry; each site learns of it in its own time. */
function publish(random: Random, world: World, change: (sites: Site[]) => Site[] | undefined): void {
  const changed = change(world.truth.sites());
  if (!changed) return;
  world.publish(changed);
  const { truth } = world;
  for (const site of world.sites.values()) {
    world.after(random.real() * 4 * hour, () => {
      if (world.truth === truth) world.learn(site, truth);
    });
  }
}

function planMoves(random: Random, world: World, duration: number): void {
  for (let at = random.whole(1, 3); at > 0; at -= 1) {
    world.at(random.real() * duration, () =>
      publish(random, world, (sites) => {
        const registry = new Registry(sites);
        const moving = random.pick(sites.slice(1));
        if (random.chance(0.3)) {
          // A tier is abolished: its children belong to the one above.
          const middle = sites.filter(
            (site) => site.parent !== null && registry.childrenOf(site.id).length > 0,
          );
          if (middle.length === 0) return undefined;
          const gone = random.pick(middle);
          return sites.map((site) => (site.parent === gone.id ? { ...site, parent: gone.parent } : site));
        }
        const others = sites.filter((site) => !registry.isWithin(site.id, moving.id));
        return sites.map((site) =>
          site.id === moving.id ? { ...site, parent: random.pick(others).id } : site,
        );
      }),
    );
  }
}

function planHandOver(random: Random, world: World, keys: readonly Key[], duration: number): void {
  for (let at = random.whole(1, 2); at > 0; at -= 1) {
    world.at(random.real() * duration, () =>
      publish(random, world, (sites) => {
        const unit = random.pick(keys).split('/')[1] ?? '';
        const former = sites.find((site) => site.owns.includes(unit));
        const next = random.pick(sites);
        if (!former || former.id === next.id) return undefined;
        return sites.map((site) => {
          if (site.id === former.id) {
            return {
              ...site,
              owns: site.owns.filter((one) => one !== unit),
              formerlyOwned: [...site.formerlyOwned, unit],
            };
          }
          return site.id === next.id ? { ...site, owns: [...site.owns, unit] } : site;
        });
      }),
    );
  }
}
