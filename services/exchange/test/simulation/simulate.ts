import { Checker } from './invariants.ts';
import { runHistory, type Scenario } from './history.ts';

export interface Verdict {
  readonly seed: number;
  readonly violations: readonly {
    readonly invariant: string;
    readonly key: string;
    readonly words: string;
  }[];
  readonly losses: number;
  readonly contested: number;
  readonly puts: number;
  readonly haves: number;
}

/** Former owners of a unit write beside the new ones in every fifth history. */
export const runSeed = (seed: number): Verdict => simulate({ seed, handOver: seed % 5 === 0 });

/** Runs one history and judges it. */
export function simulate(scenario: Scenario): Verdict {
  let checker: Checker | undefined;
  let witnesses: ReturnType<Checker['witnesses']> = new Map();
  const history = runHistory(scenario, {
    begin: (world) => {
      checker = new Checker(world);
    },
    lost: (site) => checker?.noteLoss(site),
    faultsEnd: (keys) => {
      witnesses = checker?.witnesses(keys) ?? witnesses;
      checker?.judgeJumps(keys);
    },
  });
  checker?.judge(history, witnesses);
  const { put, have } = history.world.messages;
  return {
    seed: scenario.seed,
    violations: checker?.violations ?? [],
    losses: [...history.losses.values()].reduce((sum, one) => sum + one, 0),
    contested: contestedIn(history),
    puts: put,
    haves: have,
  };
}

function contestedIn({ world, keys }: ReturnType<typeof runHistory>): number {
  return keys.filter((key) =>
    [...world.sites.values()].some((site) => site.store.documents.get(key)?.document.contested),
  ).length;
}
