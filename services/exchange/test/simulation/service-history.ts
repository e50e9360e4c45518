import type { RegisteredSite } from '@lienthong/runtime';
import { decideRegistry, seenOfRegistry } from '../../src/commands/decide-registry.ts';
import { Random } from './random.ts';
import { planAttack } from './service-attacker.ts';
import {
  type Plan,
  planCuts,
  planHandOver,
  planLossBehindCut,
  planLosses,
  planMoves,
  planTables,
  planWork,
  type ServiceWatcher,
} from './service-plans.ts';
import { noFailures } from './service-process.ts';
import { rowOf, tableOf } from './service-registry.ts';
import { Truth } from './service-truth.ts';
import { type Machine, ServiceWorld, type ServiceWorldOptions } from './service-world.ts';
import { tallyChannel } from './tally-service.ts';
import { passUntil } from './virtual-time.ts';
import { fairWeather, hour, minute } from './world.ts';

export interface ServiceScenario {
  readonly seed: number;
  readonly world?: Partial<ServiceWorldOptions>;
  /** A unit changes hands in any case. */
  readonly handOver?: boolean;
}

export interface ServiceHistory {
  readonly world: ServiceWorld;
  readonly truth: Truth;
  readonly keys: readonly string[];
  readonly losses: number;
  readonly faultsEndAt: number;
}

const peace = 7 * hour;

/** 2–6 sites in 2–3 tiers; the first is the top. */
function randomRows(random: Random): RegisteredSite[] {
  const count = random.whole(2, random.chance(0.3) ? 6 : 4);
  const rows = [rowOf('s0', '', ['10@0'])];
  for (let at = 1; at < count; at += 1) {
    const above = rows.filter(({ parent }) => parent === '' || parent === 's0');
    const parent = random.chance(0.6) ? (above.at(-1)?.id ?? 's0') : random.pick(above).id;
    rows.push(rowOf(`s${at}`, parent, [`${10_000 + at}@0`]));
  }
  return rows;
}

/** One random history of real services: hours of faults and work, then peace in which every number has to be right. */
export async function runServiceHistory(
  scenario: ServiceScenario,
  watcher: ServiceWatcher,
): Promise<ServiceHistory> {
  const random = new Random(scenario.seed);
  const rows = randomRows(random);
  const duration = random.whole(3, 8) * hour;
  const world = new ServiceWorld({
    seed: random.next(),
    sites: rows,
    padding: random.chance(0.25) ? random.whole(3_000, 16_000) : 0,
    latencyMs: random.chance(0.3) ? 200 : 0,
    encoded: random.chance(0.2),
    told: random.chance(0.5),
    ...scenario.world,
  });
  const truth = new Truth(world);
  const plan: Plan = { random, world, truth, watcher, duration, days: random.whole(1, 3), rows, losses: 0 };
  watcher.begin(world, truth);
  world.core.weather = {
    loss: random.chance(0.5) ? 0 : random.real() * 0.3,
    duplication: random.chance(0.5) ? 0 : random.real() * 0.3,
    delay: random.chance(0.7) ? [20, 800] : [100, 20_000],
    courier: random.chance(0.8) ? 0 : 0.03,
    courierDelay: random.whole(1, 4) * hour,
  };
  if (random.chance(0.5))
    world.failures = {
      fail: random.chance(0.6) ? random.real() * 0.01 : 0,
      kill: random.chance(0.5) ? random.real() * 0.004 : 0,
      slowMs: random.chance(0.4) ? 400 : 0,
      failRegistry: random.chance(0.4) ? 0.5 : 0,
    };
  world.restartAfter = () => Math.floor(random.real() * 20) * minute + 1_000;
  world.startAll();
  world.core.after(minute, () => world.publish(plan.rows));
  planWork(plan);
  if (random.chance(0.3)) planTables(plan);
  if (random.chance(0.8)) planCuts(plan);
  if (random.chance(0.1)) planLossBehindCut(plan);
  if (random.chance(0.7)) planLosses(plan);
  if (random.chance(0.25)) planMoves(plan);
  if (random.chance(0.15) || scenario.handOver) planHandOver(plan);
  if (random.chance(0.15)) planAttack(random, world, duration);

  await passUntil(world.core, duration);
  const tables = [...world.top.databases.tables.rows.keys()].map((id) => `d3-directory/10@0/${id}`);
  const keys = [...truth.keys().map((key) => `${tallyChannel}/${key}`), ...tables];
  watcher.faultsEnd(keys);
  makePeace(plan);
  const couriers = world.core.weather.courier > 0 ? world.core.weather.courierDelay : 0;
  world.core.weather = fairWeather;
  await passUntil(world.core, duration + couriers + peace);
  return { world, truth, keys, losses: plan.losses, faultsEndAt: duration };
}

function makePeace({ world, rows }: Plan): void {
  world.failures = noFailures;
  world.core.cuts.clear();
  for (const { id, parent } of rows) if (parent !== '') world.lines.set(id, parent);
  for (const machine of world.machines.values()) {
    world.start(machine);
    world.lineChanged(machine);
  }
  // Whoever looks after the province publishes what is true, if its directory was set back meanwhile.
  lookAfter(world, rows);
}

/** A claim far above what is held is taken when somebody really holds that, and else dismissed. */
function ruleJumps(world: ServiceWorld, { store, exchange }: Machine): void {
  const machines = [...world.machines.values()];
  for (const { document } of store.documents.values()) {
    const { key, jump } = document;
    if (!jump) continue;
    const isHeld = machines.some((one) => one.store.documents.get(key)?.document.record?.rev === jump.rev);
    const action = isHeld ? 'accept' : 'dismiss';
    const ruling = { action, reason: 'looked at', by: 'person', at: world.core.now } as const;
    exchange?.runner
      .run((engine) => engine.rule({ kind: action, key, stamp: jump, ruling }))
      .catch(() => undefined);
  }
}

/** A hello that comes by courier after a restart looks like a second live copy; people know that there is none. */
function settleTwins(world: ServiceWorld, { exchange }: Machine): void {
  const ruling = { action: 'lift' as const, reason: 'looked at', by: 'person', at: world.core.now };
  for (const site of exchange?.runner.engine.memory.twins.keys() ?? [])
    exchange?.runner.run((engine) => engine.resolveTwin(site, ruling)).catch(() => undefined);
}

/**
 * Whoever looks after the province decides what waits for a person: of two registries the newer one stands, or the own one where nobody can
 * send that; and what is true is published if it is not there.
 */
function lookAfter(world: ServiceWorld, rows: readonly RegisteredSite[]): void {
  const decide = async (): Promise<void> => {
    const site = world.top.exchange?.site;
    const restored = await site?.follower.findRestored();
    if (!site || !restored) {
      if (world.tableHeld('sites') !== tableOf(rows, world.core.truth, world.handedOver)) world.publish(rows);
      return;
    }
    const ruling = { reason: 'looked at', by: 'person', at: world.core.now };
    world.ruledAt = world.core.now;
    const { document } = restored;
    const seen = seenOfRegistry(restored);
    await decideRegistry(site, document, seen, { ...ruling, action: 'take_back' }).catch(() =>
      decideRegistry(site, document, seen, { ...ruling, action: 'publish' }),
    );
  };
  // What cannot be decided yet is looked at again.
  decide().catch(() => undefined);
  for (const machine of world.machines.values()) {
    ruleJumps(world, machine);
    settleTwins(world, machine);
  }
  world.core.after(hour / 4, () => lookAfter(world, rows));
}
