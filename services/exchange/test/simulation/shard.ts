import { parentPort, workerData } from 'node:worker_threads';
import { serviceMutations } from './service-mutations.ts';
import { runSeed, type Verdict } from './simulate.ts';
import { simulateServices } from './simulate-services.ts';

/** Histories of the core alone, of whole sites with their services, or of those with a hand-over in each. */
export type Kind = 'core' | 'services' | 'hand-overs';

/** What one thread is asked to run. */
export interface Shard {
  readonly kind: Kind;
  readonly first: number;
  readonly histories: number;
  readonly step: number;
  /** Name of a changed rule; the first history that shows it is enough. */
  readonly mutation?: string;
}

export interface ShardResult {
  readonly bad: Verdict[];
  readonly losses: number;
  readonly contested: number;
}

async function runShard({ kind, first, histories, step, mutation }: Shard): Promise<ShardResult> {
  const bad: Verdict[] = [];
  const world = serviceMutations.find(({ name }) => name === mutation)?.world ?? {};
  let losses = 0;
  let contested = 0;
  for (let seed = first; seed < first + histories; seed += step) {
    const verdict =
      kind === 'core'
        ? runSeed(seed)
        : await simulateServices({ seed, world, handOver: kind === 'hand-overs' });
    losses += verdict.losses;
    contested += verdict.contested;
    if (verdict.violations.length > 0) bad.push(verdict);
    if (mutation !== undefined && bad.length > 0) break;
  }
  return { bad, losses, contested };
}

const port = parentPort;
if (port) port.postMessage(await runShard(workerData as Shard));
