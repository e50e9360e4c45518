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
   * @throws Refusal `TOO_BUSY` when too many wait or when its caller has gone
   */
  take(key: string, signal?: () => AbortSignal): Promise<() => void>;
}

interface Lane {
  running: number;
  queue: Waiter[];
}

/** Somebody whose turn comes, or who is refused for others. */
interface Waiter {
  go(): void;
  refuse(): void;
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
      next.go();
      return;
    }
  }

  /** Takes the place of the last in the longest lane, so that a flood keeps nobody else out. @returns whether there is room. */
  function makeRoom(lane: Lane): boolean {
    let longest = lane;
    for (const one of lanes.values()) if (one.queue.length > longest.queue.length) longest = one;
    if (longest.queue.length <= lane.queue.length + 1) return false;
    longest.queue.at(-1)?.refuse();
    return true;
  }

  return {
    async take(key, signal) {
      const lane = lanes.get(key) ?? { running: 0, queue: [] };
      if (lane.queue.length === 0 && lane.running < atOnce && running < inAll) {
        lanes.set(key, lane);
        return begin(key, lane);
      }
      if (lane.queue.length >= waiting || (queued >= waitingInAll && !makeRoom(lane)))
        throw tooBusy('too much is asked for at once');
      lanes.set(key, lane);
      queued += 1;
      return new Promise((resolve, reject) => {
        const leaving = signal?.();
        const leave = (why: string): void => {
          const at = lane.queue.indexOf(waiter);
          if (at < 0) return;
          lane.queue.splice(at, 1);
          queued -= 1;
          leaving?.removeEventListener('abort', gone);
          if (lane.running === 0 && lane.queue.length === 0) lanes.delete(key);
          reject(tooBusy(why));
        };
        const gone = (): void => leave('its caller did not wait');
        const waiter: Waiter = {
          go() {
            leaving?.removeEventListener('abort', gone);
            resolve(begin(key, lane));
          },
          refuse: () => leave('others wait with less'),
        };
        lane.queue.push(waiter);
        leaving?.addEventListener('abort', gone, { once: true });
        if (leaving?.aborted) gone();
      });
    },
  };
}
