import { tooBusy } from './quota.ts';

export interface TurnLimits {
  /** Works of one key at once. */
  atOnce: number;
  /** Works of one key that wait. */
  waiting: number;
  /** Works of all keys at once. */
  inAll: number;
  /** Works of all keys that wait. */
  waitingInAll: number;
}

export interface Turns {
  /**
   * Waits for a turn.
   *
   * @returns what ends the turn
   * @throws Refusal `TOO_BUSY` when too many wait; the signal's reason when it is aborted
   */
  take(key: string, signal?: () => AbortSignal): Promise<() => void>;
}

interface Lane {
  running: number;
  queue: (() => void)[];
}

/** Shares what runs at once among its keys: each has its turn after all others that wait, so that one that asks for much delays itself. */
export function createTurns({ atOnce, waiting, inAll, waitingInAll }: TurnLimits): Turns {
  /** In the order in which they come next. */
  const lanes = new Map<string, Lane>();
  let running = 0;
  let queued = 0;

  function begin(key: string, lane: Lane): () => void {
    lane.running += 1;
    running += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      lane.running -= 1;
      running -= 1;
      if (lane.running === 0 && lane.queue.length === 0 && lanes.get(key) === lane) lanes.delete(key);
      callNext();
    };
  }

  function callNext(): void {
    if (running >= inAll) return;
    for (const [key, lane] of lanes) {
      if (lane.running >= atOnce) continue;
      const next = lane.queue.shift();
      if (!next) continue;
      queued -= 1;
      lanes.delete(key);
      lanes.set(key, lane);
      next();
      return;
    }
  }

  return {
    async take(key, signal) {
      const lane = lanes.get(key) ?? { running: 0, queue: [] };
      if (lane.queue.length === 0 && lane.running < atOnce && running < inAll) {
        lanes.set(key, lane);
        return begin(key, lane);
      }
      if (lane.queue.length >= waiting || queued >= waitingInAll)
        throw tooBusy('too much is asked for at once');
      lanes.set(key, lane);
      queued += 1;
      return new Promise((resolve, reject) => {
        const leaving = signal?.();
        const go = (): void => {
          leaving?.removeEventListener('abort', leave);
          resolve(begin(key, lane));
        };
        const leave = (): void => {
          const at = lane.queue.indexOf(go);
          if (at < 0) return;
          lane.queue.splice(at, 1);
          queued -= 1;
          if (lane.running === 0 && lane.queue.length === 0) lanes.delete(key);
          reject(tooBusy('its caller did not wait'));
        };
        lane.queue.push(go);
        leaving?.addEventListener('abort', leave, { once: true });
        if (leaving?.aborted) leave();
      });
    },
  };
}
