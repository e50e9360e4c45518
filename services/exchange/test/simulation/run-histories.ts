import { Worker } from 'node:worker_threads';
import type { Kind, Shard, ShardResult } from './shard.ts';

/**
 * Runs histories in threads of their own: the core is measured and searched at its full speed, which a test runner's sandbox
 * costs two thirds of, and a history of services has the thread's clock for itself.
 */
export async function runHistories(
  kind: Kind,
  first: number,
  histories: number,
  threads = 2,
  mutation?: string,
): Promise<ShardResult> {
  const results = await Promise.all(
    Array.from({ length: threads }, (_, at) =>
      runThread({
        kind,
        first: first + at,
        histories: histories - at,
        step: threads,
        ...(mutation === undefined ? {} : { mutation }),
      }),
    ),
  );
  return {
    bad: results.flatMap((one) => one.bad).sort((a, b) => a.seed - b.seed),
    losses: results.reduce((sum, one) => sum + one.losses, 0),
    contested: results.reduce((sum, one) => sum + one.contested, 0),
  };
}

function runThread(shard: Shard): Promise<ShardResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./shard.ts', import.meta.url), {
      workerData: shard,
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
