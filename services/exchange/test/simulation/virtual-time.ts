import { syncBuiltinESMExports } from 'node:module';
import promised from 'node:timers/promises';
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

/** Most events are cheaper than a turn of the event loop. */
const eventsInTurn = 200;

/** Who gave the event loop away: goes on after the next event. */
let waiting: (() => void)[] = [];

/**
 * Lets time pass up to a moment; before an event happens all that the one before it set going has come to rest: Node sees to that between
 * two immediates.
 */
export function passUntil(world: World, time: number): Promise<void> {
  const events = world.due(time);
  return new Promise((resolve, reject) => {
    let isOver = false;
    let through: (() => void)[] = [];
    const one = (): void => {
      if (isOver) return;
      through = waiting;
      waiting = [];
      try {
        const { value, done } = events.next();
        if (!done) return value();
        resolve();
      } catch (error) {
        reject(error as Error);
      }
      isOver = true;
    };
    const rest = (): void => {
      for (const goOn of through.splice(0)) goOn();
    };
    const turn = (): void => {
      one();
      realTurn(rest);
      if (isOver) return;
      for (let event = 1; event < eventsInTurn; event += 1) {
        realTurn(one);
        realTurn(rest);
      }
      realTurn(turn);
    };
    turn();
  });
}

/**
 * From now on timers, clocks and dice of this thread are the world's: services run as they are, at the speed of the machine, and alike for
 * alike seeds. A thread has one world at a time; timers of an earlier one never fire.
 */
export function bindTime(world: World, seed: number): void {
  if (!bound) install();
  waiting = [];
  bound = { world, random: new Random(seed) };
}

function install(): void {
  const now = (): number => Math.max(0, bound?.world.now ?? 0);
  Date.now = now;
  performance.now = now;
  Math.random = () => bound?.random.real() ?? 0;
  const nextTurn = () => new Promise<void>((resolve) => waiting.push(resolve));
  Object.assign(promised, { setImmediate: nextTurn });
  syncBuiltinESMExports();
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
