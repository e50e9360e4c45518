import { Checker } from './invariants.ts';
import { runServiceHistory, type ServiceScenario } from './service-history.ts';
import { ServiceChecker } from './service-invariants.ts';
import type { Verdict } from './simulate.ts';

/** Runs one history of services and judges it. In a thread of its own: time there is the history's. */
export async function simulateServices(scenario: ServiceScenario): Promise<Verdict> {
  let checker: Checker | undefined;
  let services: ServiceChecker | undefined;
  let witnesses: ReturnType<Checker['witnesses']> = new Map();
  const history = await runServiceHistory(scenario, {
    begin(world, truth) {
      checker = new Checker(world.core);
      services = new ServiceChecker(world, truth);
    },
    lost(site, databases) {
      if (databases.includes('exchange')) checker?.noteLoss(site);
      services?.noteLost(site, databases);
    },
    faultsEnd: (keys) => {
      witnesses = checker?.witnesses(keys) ?? witnesses;
    },
  });
  const { world, keys, faultsEndAt, losses } = history;
  const whole = keys.filter((key) => !services?.isLacking(key));
  checker?.judge(
    { world: world.core, keys: whole, losses: new Map(), faultsEndAt, isDisturbed: true },
    witnesses,
  );
  services?.judge();
  const contested = keys.filter((key) =>
    [...world.machines.values()].some(({ store }) => store.documents.get(key)?.document.contested),
  ).length;
  const { put, have } = world.core.messages;
  return {
    seed: scenario.seed,
    violations: [...(services?.violations ?? []), ...(checker?.violations ?? [])],
    losses,
    contested,
    puts: put,
    haves: have,
  };
}
