import type { World } from './world.ts';

/** How a machine's databases fail, per call. */
export interface Failures {
  /** The step fails before it did anything, or after it did all, or (a bulk write) in the middle. */
  fail: number;
  /** kill -9 at the step, before or after it. */
  kill: number;
  /** Longest time that a call takes; 0: none passes. */
  slowMs: number;
  /** The write of the registry's own record stands, and its answer is lost. */
  failRegistry: number;
}

export const noFailures: Failures = { fail: 0, kill: 0, slowMs: 0, failRegistry: 0 };

/** One life of a service's process: what it asks of the world after its end never comes. */
export interface Life {
  readonly name: string;
  alive: boolean;
  /** Called at the end: what hangs on a connection to it learns of that. */
  readonly atEnd: Set<() => void>;
}

export const newLife = (name: string): Life => ({ name, alive: true, atEnd: new Set() });

export function endLife(life: Life | undefined): void {
  if (!life?.alive) return;
  life.alive = false;
  for (const tell of life.atEnd) tell();
  life.atEnd.clear();
}

const never = (): Promise<never> => new Promise(() => undefined);

/** An error of a database, as a service sees it. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
}

export interface CallOptions {
  readonly world: World;
  readonly life: Life;
  readonly failures: Failures;
  /** The process dies here; it is started again some time. */
  readonly kill: () => void;
}

/**
 * One call of a database by a process. Without faults and without time passing it is answered at once, which costs no turn of the event
 * loop; the services await either.
 */
export function perform<T>(options: CallOptions, run: () => T, half?: () => void): T | Promise<T> {
  const { world, life, failures } = options;
  if (!life.alive) return never();
  const { fail, kill, slowMs } = failures;
  if (fail + kill + slowMs === 0) return attempt(run);
  const once = (): T | Promise<T> => {
    if (!life.alive) return never();
    const dice = world.random.real();
    if (dice < kill) {
      if (world.random.chance(0.5)) unheard(run);
      // It may still be starting: whoever keeps the machine does not know it yet.
      endLife(life);
      options.kill();
      return never();
    }
    if (dice >= kill + fail) return attempt(run);
    const when = world.random.real();
    if (half && when < 0.5) half();
    else if (when < 0.75) unheard(run);
    return Promise.reject(new StorageFailure('the storage failed'));
  };
  if (slowMs === 0 || world.random.chance(0.5)) return once();
  return new Promise((resolve) => {
    world.after(world.random.real() * slowMs, () => resolve(once()));
  });
}

/** Done, or failed as well: nobody hears of it. */
function unheard(run: () => unknown): void {
  try {
    run();
  } catch {
    // The caller is told of another failure, or is gone.
  }
}

function attempt<T>(run: () => T): T | Promise<T> {
  try {
    return run();
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** The object with each method a call of the database. */
export function guarded<T extends object>(
  target: object,
  options: CallOptions,
  halves: Record<string, (...args: never[]) => void> = {},
): T {
  return new Proxy(target, {
    get(_target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      // What is read piece by piece performs its calls itself.
      if (name === 'held' || name === 'outlines') return method.bind(target) as unknown;
      return (...args: unknown[]) => {
        const half = halves[String(name)] as ((...given: unknown[]) => void) | undefined;
        return perform(
          options,
          () => Reflect.apply(method, target, args) as unknown,
          half && (() => half(...args)),
        );
      };
    },
  }) as T;
}
