import { parentPort, workerData } from 'node:worker_threads';
import { simulate, type Verdict } from './simulate.ts';

/** What one thread is asked to run. */
export interface Shard {
  readonly first: number;
  readonly histories: number;
  readonly step: number;
}

export interface ShardResult {
  readonly bad: Verdict[];
  readonly losses: number;
  readonly contested: number;
}

/** Former owners of a unit write beside the new ones in every fifth history. */
export const runSeed = (seed: number): Verdict => simulate({ seed, handOver: seed % 5 === 0 });

function runShard({ first, histories, step }: Shard): ShardResult {
  const bad: Verdict[] = [];
  let losses = 0;
  let contested = 0;
  for (let seed = first; seed < first + histories; seed += step) {
    const verdict = runSeed(seed);
    losses += verdict.losses;
    contested += verdict.contested;
    if (verdict.violations.length > 0) bad.push(verdict);
  }
  return { bad, losses, contested };
}

parentPort?.postMessage(runShard(workerData as Shard));
