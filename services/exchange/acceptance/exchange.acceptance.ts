import { againWords, runHistories } from '../test/simulation/run-histories.ts';
import { mutations } from '../test/simulation/mutations.ts';
import { simulate } from '../test/simulation/simulate.ts';
import { measure, pileUp } from './emergency.ts';
import { startThinLine, whyNoLine } from './thin-line.ts';

/** One thing that is shown: the rule, whether it held, and the figure. */
export interface Finding {
  name: string;
  held: boolean;
  figure: string;
}

const histories = 50_000;
const patience = 20_000;
const alerts = 6;

/** What exchange has to show at full size: the invariants in 50,000 histories, and an emergency on a real thin line. */
export async function* run(): AsyncIterable<Finding> {
  yield await invariants();
  yield mutationTable();
  yield* emergencies();
}

async function invariants(): Promise<Finding> {
  const first = Number(process.env.LT_SEED ?? Date.now() % 1_000_000_000);
  const { bad, losses, contested } = await runHistories('core', first, histories);
  const found = bad[0]
    ? `; ${JSON.stringify(bad[0].violations[0])}, again: ${againWords('core', bad[0].seed)}`
    : '';
  return {
    name: `${histories} random histories hold the invariants a–f and L`,
    held: bad.length === 0,
    figure: `${bad.length} violated, seeds from ${first}, ${losses} losses of data, ${contested} records contested${found}`,
  };
}

/** The test of the tests, rare mutations included. */
function mutationTable(): Finding {
  const missed: string[] = [];
  const found: string[] = [];
  for (const { name, world } of mutations) {
    let seed = 1;
    while (seed <= patience && simulate({ seed, handOver: seed % 5 === 0, world }).violations.length === 0)
      seed += 1;
    if (seed > patience) missed.push(name);
    else found.push(`${name} (${seed})`);
  }
  return {
    name: `${mutations.length} changed rules are each found by the same histories`,
    held: missed.length === 0,
    figure:
      missed.length === 0
        ? `after so many histories: ${found.join(', ')}`
        : `not found: ${missed.join(', ')}`,
  };
}

async function* emergencies(): AsyncIterable<Finding> {
  const quick = 'behind 50 MB at 50 kbit/s and 0.6 s round trip, an emergency record takes less than 3 s';
  const lossy = 'the same with 5 % of segments lost takes less than 10 s';
  const kept = 'the backlog keeps at least 90 % of the line meanwhile';
  const reason = whyNoLine();
  if (reason !== undefined) {
    for (const name of [quick, kept, lossy]) yield { name, held: false, figure: `not tried: ${reason}` };
    return;
  }
  const line = await startThinLine(300);
  try {
    await pileUp(line);
    const calm = await measure(line, 'calm', alerts);
    yield { name: quick, held: Math.max(...calm.times) < 3_000, figure: `${calm.times.join(', ')} ms` };
    yield { name: kept, held: calm.share >= 90, figure: `${calm.share} %` };
    line.faults = { delay: 300, loss: 0.05 };
    const stormy = await measure(line, 'stormy', alerts);
    yield {
      name: lossy,
      held: Math.max(...stormy.times) < 10_000,
      figure: `${stormy.times.join(', ')} ms; a lost segment holds up what follows it for 0.9 s; the backlog keeps ${stormy.share} %`,
    };
  } finally {
    await line.stop();
  }
}

/** An emergency behind 50 MB on a real line as long as a commune may have. */
export async function farEmergency(): Promise<Finding> {
  const name = 'behind 50 MB at 50 kbit/s and 2.0 s round trip, an emergency record takes at most 5 s';
  const reason = whyNoLine();
  if (reason !== undefined) return { name, held: false, figure: `not tried: ${reason}` };
  const line = await startThinLine(1_000);
  try {
    await pileUp(line);
    const { times, share } = await measure(line, 'far', alerts);
    const figure = `${times.join(', ')} ms; the backlog keeps ${share} % of the line`;
    return { name, held: Math.max(...times) <= 5_000, figure };
  } finally {
    await line.stop();
  }
}
