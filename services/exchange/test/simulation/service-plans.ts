import type { DescribeUnitsResponse_UnitRecords } from '@lienthong/contracts/exchange/v1/exchange';
import type { RegisteredSite } from '@lienthong/runtime';
import { describeUnits } from '../../src/queries/describe-units.ts';
import type { Random } from './random.ts';
import { type Backup, type DatabaseName, databaseNames } from './service-databases.ts';
import { truthRegistry } from './service-registry.ts';
import type { Truth } from './service-truth.ts';
import type { Machine, ServiceWorld } from './service-world.ts';
import { compareMs } from './tally-service.ts';
import { hour } from './world.ts';

/** Who watches a history of services. */
export interface ServiceWatcher {
  begin(world: ServiceWorld, truth: Truth): void;
  lost(site: string, databases: readonly DatabaseName[]): void;
  faultsEnd(keys: readonly string[]): void;
}

/** What one history is planned with. */
export interface Plan {
  readonly random: Random;
  readonly world: ServiceWorld;
  readonly truth: Truth;
  readonly watcher: ServiceWatcher;
  readonly duration: number;
  readonly days: number;
  rows: readonly RegisteredSite[];
  losses: number;
}

/** People enter an event at the site that believes the unit its own; two may. @param daysAgo of a day that is over. */
function enter({ random, world, truth, days, duration }: Plan, unit: string, daysAgo: number): void {
  const today = Math.min(days - 1, Math.floor((world.core.now / duration) * days));
  const day = Math.max(0, today - daysAgo);
  for (const machine of world.machines.values()) {
    if (!machine.registry.find(machine.id)?.owns.includes(unit)) continue;
    const event = truth.enter(machine, unit, `2025-06-0${day + 1}`);
    world.core.after(200 + random.real() * 3_000, () => machine.tallies?.service.handle(event));
  }
}

export function planWork(plan: Plan): void {
  const { random, world, duration, rows } = plan;
  for (const { parent, owns } of rows) {
    if (parent === '') continue;
    for (let at = random.whole(1, 25); at > 0; at -= 1) {
      const daysAgo = random.chance(0.2) ? random.whole(1, 2) : 0;
      world.core.at(random.real() * duration, () => enter(plan, owns[0] ?? '', daysAgo));
    }
    // A busy hour: more changes of one key than `seen` has places.
    if (random.chance(0.25)) {
      const from = random.real() * duration * 0.9;
      for (let at = random.whole(60, 110); at > 0; at -= 1)
        world.core.at(from + random.real() * hour, () => enter(plan, owns[0] ?? '', 0));
    }
  }
}

/** Other tables than that of the sites. */
export function planTables({ random, world, duration }: Plan): void {
  for (let at = random.whole(1, 4); at > 0; at -= 1) {
    const id = `t${random.whole(1, 3)}`;
    const value = `${at} `.repeat(random.chance(0.3) ? random.whole(1_000, 4_000) : 1);
    world.core.at(random.real() * duration, () => world.top.tables?.service.publish(id, value));
  }
}

/**
 * A machine is set back whole, and its line is cut while many come to its counter. Before that is over, its exchange alone may be set back
 * once more, to a later copy of the life that was lost.
 */
export function planLossBehindCut(plan: Plan): void {
  const { random, world, duration } = plan;
  const { id, owns } = random.pick(plan.rows.slice(1));
  const begin = (0.3 + random.real() * 0.3) * duration;
  const end = begin + (0.1 + random.real() * 0.2) * duration;
  let backup: Backup | undefined;
  world.core.at(begin * random.real(), () => {
    backup = world.machine(id).databases.snapshot();
  });
  world.core.at(begin, () => {
    if (backup) lose(plan, world.machine(id), databaseNames, backup, false);
    cut(world, id, end, false);
  });
  for (let at = random.whole(60, 140); at > 0; at -= 1)
    world.core.at(begin + (end - begin) * random.real(), () => enter(plan, owns[0] ?? '', 0));
  if (!random.chance(0.5)) return;
  let later: Backup | undefined;
  world.core.at(begin - 1, () => {
    later = world.machine(id).databases.snapshot();
  });
  world.core.at(begin + (end - begin) * random.real(), () => {
    lose(plan, world.machine(id), ['exchange'], later, false);
  });
}

export function planCuts({ random, world, duration }: Plan): void {
  const sites = [...world.machines.values()].slice(1);
  for (let at = random.whole(1, 2 * sites.length); at > 0; at -= 1) {
    const { id } = random.pick(sites);
    const begin = random.real() * duration;
    const end = begin + random.real() * duration * (random.chance(0.3) ? 0.8 : 0.2);
    const oneWay = random.chance(0.2);
    world.core.at(begin, () => cut(world, id, end, oneWay));
  }
}

function cut(world: ServiceWorld, site: string, until: number, oneWay: boolean): void {
  const parent = world.lines.get(site);
  const directions = oneWay ? [`${site}>${parent}`] : [`${site}>${parent}`, `${parent}>${site}`];
  for (const direction of directions) world.core.cuts.add(direction);
  world.lineChanged(world.machine(site));
  world.core.at(until, () => {
    for (const direction of directions) world.core.cuts.delete(direction);
    world.lineChanged(world.machine(site));
  });
}

const losses: readonly (readonly DatabaseName[])[] = [
  ['exchange'],
  ['exchange', 'contents'],
  ['contents'],
  ['reporting'],
  ['onestop'],
  ['operations'],
  ['directory'],
  databaseNames,
];

export function planLosses(plan: Plan): void {
  const { random, world, duration } = plan;
  const machines = [...world.machines.values()];
  const backups = new Map<Machine, Backup[]>();
  for (const machine of machines)
    for (let at = random.whole(1, 4); at > 0; at -= 1)
      world.core.at(random.real() * duration, () => {
        backups.set(machine, [...(backups.get(machine) ?? []), machine.databases.snapshot()]);
      });
  for (let at = random.whole(1, random.chance(0.2) ? 6 : 3); at > 0; at -= 1) {
    const machine = random.pick(machines);
    const isReimage = random.chance(0.15);
    const which = isReimage || random.chance(0.25) ? databaseNames : random.pick(losses);
    const back = random.real();
    world.core.at(random.real() * duration, () => {
      const backup = isReimage ? undefined : pickOf(backups.get(machine), back);
      lose(plan, machine, which, backup, isReimage);
    });
  }
}

const pickOf = <T>(list: readonly T[] = [], at: number): T | undefined => list[Math.floor(at * list.length)];

function lose(
  plan: Plan,
  machine: Machine,
  which: readonly DatabaseName[],
  backup: Backup | undefined,
  isReimage: boolean,
): void {
  const { random, world, truth, watcher } = plan;
  plan.losses += 1;
  watcher.lost(machine.id, which);
  // Beside a running process: only exchange and its reader are asked to notice that by themselves.
  const canRun = which.every((name) => name === 'exchange' || name === 'contents');
  const isRunning = canRun && !isReimage && random.chance(0.5);
  if (!isRunning) world.kill(machine);
  if (isReimage && random.chance(0.5)) machine.configured = plan.rows;
  if (which.includes('onestop'))
    truth.loseStray(machine, plan.rows.find(({ id }) => id === machine.id)?.owns ?? []);
  world.restore(machine, backup, which);
  // A service that got an old copy of its facts back knows what it lost.
  const all = plan.rows.flatMap(({ owns }) => owns);
  if (which.includes('reporting') && backup !== undefined) truth.noteKnown(machine.id, all);
  if (which.includes('onestop') || which.includes('exchange')) truth.refresh();
  if (which.includes('onestop')) {
    const units = plan.rows.find(({ id }) => id === machine.id)?.owns ?? [];
    for (const unit of units) truth.doubtedUntil.set(unit, world.core.now + compareMs + hour);
    // Its configuration may still give it units that it has handed over.
    if (which.includes('reporting') && backup === undefined) truth.noteStranger(machine.id, all);
  }
  if (!isRunning) world.core.after(world.restartAfter(), () => world.start(machine));
}

export function planMoves(plan: Plan): void {
  const { random, world, duration } = plan;
  for (let at = random.whole(1, 2); at > 0; at -= 1) {
    world.core.at(random.real() * duration * 0.8, () => {
      // Whoever plans a move knows those that are not published yet.
      const registry = truthRegistry(plan.rows);
      const movable = plan.rows.filter(({ parent }) => parent !== '');
      const { id } = random.pick(movable);
      const others = plan.rows.filter((row) => !registry.isWithin(row.id, id));
      const parent = random.pick(others).id;
      plan.rows = plan.rows.map((row) => (row.id === id ? { ...row, parent } : row));
      // The line is laid before or after everybody has learnt of it.
      world.core.after(random.real() * hour, () => world.publish(plan.rows));
      // Nobody lays a line that a later move has made wrong.
      world.core.after(random.real() * 2 * hour, () => {
        if (plan.rows.some((row) => row.id === id && row.parent === parent)) world.connect(id, parent);
      });
    });
  }
}

/** What the command's dry run is told; undefined: it is refused, since something may not have arrived. */
async function describe(
  { top }: ServiceWorld,
  unit: string,
): Promise<DescribeUnitsResponse_UnitRecords | undefined> {
  const { exchange } = top;
  if (!exchange?.isStarted) return undefined;
  const answer = await describeUnits(exchange.site, { units: [unit] }).catch(() => undefined);
  const described = answer?.units[0];
  return described?.missing === 0 ? described : undefined;
}

export function planHandOver(plan: Plan): void {
  const { random, world, truth, duration } = plan;
  const handOver = (): void => {
    const communes = plan.rows.filter(({ parent, owns }) => parent !== '' && owns.length > 0);
    const former = random.pick(communes);
    const next = random.pick(plan.rows.filter(({ id, parent }) => parent !== '' && id !== former.id));
    const unit = former.owns[0];
    if (!next || unit === undefined) return;
    // The command's dry run says what has not arrived yet: nobody else could know of it.
    if (world.core.now > duration) return;
    if (!world.hasArrived(former.id, unit)) return world.core.after(hour / 6, handOver);
    void describe(world, unit).then((described) => {
      if (described) publish(former, next, unit, described);
      else world.core.after(hour / 6, handOver);
    });
  };
  const publish = (
    former: RegisteredSite,
    next: RegisteredSite,
    unit: string,
    { channels }: DescribeUnitsResponse_UnitRecords,
  ): void => {
    truth.handOver(unit, next.id);
    world.handOver(unit, channels);
    plan.rows = plan.rows.map((row) => {
      if (row.id === former.id) return { ...row, owns: row.owns.filter((one) => one !== unit) };
      return row.id === next.id ? { ...row, owns: [...row.owns, unit] } : row;
    });
    world.publish(plan.rows);
    // Who held the unit's past from its former owner begins anew.
    if (random.chance(0.3))
      world.core.after(random.real() * duration * 0.3, () =>
        lose(plan, random.chance(0.5) ? world.top : world.machine(former.id), databaseNames, undefined, true),
      );
  };
  world.core.at(random.real() * duration * 0.8, handOver);
}
