import { Random } from './random.ts';
import type { World } from './world.ts';

/** A timer of the code under test: an event of the world, which finds itself cancelled. */
interface VirtualTimer {
  cancelled: boolean;
  ref(): VirtualTimer;
  unref(): VirtualTimer;
  hasRef(): boolean;
}

interface Bound {
  readonly world: World;
  readonly random: Random;
}

let bound: Bound | undefined;
const realTurn = setImmediate;

/** Resolves when everything that goes on without time passing has come to rest. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    realTurn(resolve);
  });

/**
 * From now on timers, clocks and dice of this thread are the world's: services run as they are, at the speed of the machine, and alike for
 * alike seeds. A thread has one world at a time; timers of an earlier one never fire.
 */
export function bindTime(world: World, seed: number): void {
  if (!bound) install();
  bound = { world, random: new Random(seed) };
}

function install(): void {
  const now = (): number => Math.max(0, bound?.world.now ?? 0);
  Date.now = now;
  performance.now = now;
  Math.random = () => bound?.random.real() ?? 0;
  const start = (delay: number, fire: (timer: VirtualTimer) => void): VirtualTimer => {
    const timer: VirtualTimer = {
      cancelled: false,
      ref: () => timer,
      unref: () => timer,
      hasRef: () => true,
    };
    bound?.world.after(Math.max(1, Number.isFinite(delay) ? delay : 1), () => {
      if (!timer.cancelled) fire(timer);
    });
    return timer;
  };
  const stop = (timer: VirtualTimer | undefined): void => {
    if (timer) timer.cancelled = true;
  };
  Object.assign(globalThis, {
    setTimeout: (work: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) =>
      start(delay, () => work(...args)),
    setInterval: (work: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) => {
      const again = (timer: VirtualTimer): void => {
        work(...args);
        bound?.world.after(Math.max(1, delay), () => {
          if (!timer.cancelled) again(timer);
        });
      };
      return start(delay, again);
    },
    clearTimeout: stop,
    clearInterval: stop,
  });
}
