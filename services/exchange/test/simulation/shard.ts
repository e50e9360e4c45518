import { parentPort, workerData } from 'node:worker_threads';
import { serviceMutations } from './service-mutations.ts';
import { runSeed } from './simulate.ts';
import { simulateServices } from './simulate-services.ts';

/** Histories of the core alone, of whole sites with their services, or of those with a hand-over in each. */
export const kinds = ['core', 'services', 'hand-overs'] as const;
export type Kind = (typeof kinds)[number];

/** What one thread is asked to run: every so many seeds from the first up to the end. */
export interface Shard {
  readonly kind: Kind;
  readonly first: number;
  readonly end: number;
  readonly step: number;
  /** Name of a changed rule. */
  readonly mutation?: string;
}

const port = parentPort;
if (port) {
  const { kind, first, end, step, mutation } = workerData as Shard;
  const world = serviceMutations.find(({ name }) => name === mutation)?.world ?? {};
  for (let seed = first; seed < end; seed += step)
    port.postMessage(
      kind === 'core'
        ? runSeed(seed)
        : await simulateServices({ seed, world, handOver: kind === 'hand-overs' }),
    );
}
