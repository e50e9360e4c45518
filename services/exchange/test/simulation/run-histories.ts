import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Kind, Shard } from './shard.ts';
import type { Verdict } from './simulate.ts';

export interface Histories {
  readonly bad: Verdict[];
  readonly losses: number;
  readonly contested: number;
}

export interface HowToRun {
  readonly threads?: number;
  /** Name of a changed rule; the first history that shows it is enough. */
  readonly mutation?: string;
  /** Told of each history as it ends. */
  readonly ended?: (verdict: Verdict) => void;
}

/** How one history is run again. */
export const againWords = (kind: Kind, seed: number): string =>
  `node services/exchange/test/simulation/search.ts ${kind} ${seed} 1`;

/**
 * Runs histories in threads of their own: the core is measured and searched at its full speed, which a test runner's sandbox
 * costs two thirds of, and a history of services has the thread's clock for itself.
 */
export async function runHistories(
  kind: Kind,
  first: number,
  histories: number,
  { threads = availableParallelism(), mutation, ended }: HowToRun = {},
): Promise<Histories> {
  const verdicts: Verdict[] = [];
  const workers: Worker[] = [];
  const note = (verdict: Verdict): void => {
    verdicts.push(verdict);
    ended?.(verdict);
    const isFound = mutation !== undefined && verdict.violations.length > 0;
    if (isFound) for (const worker of workers) void worker.terminate();
  };
  const shards = Array.from({ length: threads }, (_, at): Shard => {
    const changed = mutation === undefined ? {} : { mutation };
    return { kind, first: first + at, end: first + histories, step: threads, ...changed };
  });
  await Promise.all(shards.map((shard) => runThread(shard, workers, note)));
  return {
    bad: verdicts.filter(({ violations }) => violations.length > 0).sort((a, b) => a.seed - b.seed),
    losses: verdicts.reduce((sum, one) => sum + one.losses, 0),
    contested: verdicts.reduce((sum, one) => sum + one.contested, 0),
  };
}

function runThread(shard: Shard, workers: Worker[], note: (verdict: Verdict) => void): Promise<void> {
  let seed = shard.first;
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./shard.ts', import.meta.url), {
      workerData: shard,
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
      // Most of what a history makes is dead at once.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    workers.push(worker);
    worker.on('message', (verdict: Verdict) => {
      note(verdict);
      seed += shard.step;
    });
    worker.once('error', (cause) =>
      reject(new Error(`A history broke off: ${againWords(shard.kind, seed)}`, { cause })),
    );
    worker.once('exit', () => resolve());
  });
}
