import { setTimeout as pause } from 'node:timers/promises';
import type { Province } from '../province/province.ts';
import { createRandom } from '../province/seed/random.ts';
import { type Contributor } from '../recount/contributor.ts';
import { onestopContributor } from '../recount/onestop.ts';
import { openCounters } from './counters.ts';
import { type Fault, planFaults } from './day-plan.ts';
import { createLedger } from './ledger.ts';
import { awaitVerdict, type Verdict } from './verdict.ts';

/** The last line of `npm run demo -- --once`. */
export interface DayResult {
  ok: boolean;
  /** What was drawn follows from it. */
  seed: number;
  dossiers: number;
  /** Documents that were counted anew, by contributor. */
  counted: Record<string, number>;
  compared: number;
  differences: number;
  /** Days that the province marks as those of a restored source, and all of them rightly. */
  marked: number;
  faults: string[];
  seconds: number;
}

const days = { before: '2025-06-26', yesterday: '2025-06-27', today: '2025-06-30' } as const;
const period = { from: '2025-06-20', to: days.today };
const agreeWithinMs = 180_000;
const clockSettlesMs = 200;

/** Those of the province's declarations. @throws when one of them has no recount. */
function contributorsOf(province: Province, known: readonly Contributor[]): Contributor[] {
  return province.platform.services.contributors.map((name) => {
    const found = known.find(({ owner }) => owner === name);
    if (!found) throw new Error(`${name} contributes to the numbers, and nothing recounts it`);
    return found;
  });
}

/** `LT_SEED`, else another one each time. */
const drawSeed = (): number => Number(process.env.LT_SEED ?? Date.now() % 1_000_000_000);

/**
 * Three working days at both communes with everything going wrong, then the recount: whatever the communes' databases hold the province must
 * show, per unit, day and indicator of every contributor, and say so where something was lost. Which commune is hit, and in which order, is drawn.
 *
 * @param options.dossiers at least so many are received.
 */
export async function runScriptedDay(
  province: Province,
  options: {
    dossiers: number;
    report: (line: string) => void;
    seed?: number;
    /** Of what contributes beside the one-stop counters. */
    others?: readonly Contributor[];
  },
): Promise<DayResult & { verdict: Verdict }> {
  const { report, dossiers, seed = drawSeed(), others = [] } = options;
  const contributors = contributorsOf(province, [onestopContributor, ...others]);
  const started = Date.now();
  const ledger = createLedger();
  const random = createRandom(seed);
  const communes = province.sites.filter(({ config }) => config.services.onestop);
  if (communes.length < 2) throw new Error('the scripted day needs two communes');
  const counters = openCounters(communes, seed, contributors);
  let today: string = days.before;
  const receive = (part: number): Promise<void> => counters.receive(Math.ceil(dossiers * part), today);
  const faults: string[] = [];
  const morning = async (day: string): Promise<void> => {
    report(day);
    today = day;
    await province.clock.set(day, '08:00');
    await pause(clockSettlesMs);
  };
  const run = async (fault: Fault): Promise<void> => {
    const { name } = fault;
    const from = Date.now();
    await fault.happen();
    report(`  ${name} (${Math.round((Date.now() - from) / 1_000)} s)`);
    faults.push(name);
  };

  report(`seed ${seed}`);
  try {
    await morning(days.before);
    for (const site of communes) for (let n = 0; n < 2; n += 1) await counters.keep(site);
    await receive(0.25);
    await morning(days.yesterday);
    await receive(0.2);
    await run({
      name: 'a wrongly registered dossier of yesterday is voided',
      async happen() {
        for (const site of communes) await counters.clerkOf(site).void(counters.takeKept(site));
      },
    });
    await morning(days.today);
    const world = {
      province,
      communes,
      contributors,
      counters,
      ledger,
      random,
      receive,
      today: days.today,
    };
    for (const fault of planFaults(world)) await run(fault);
    const verdict = await awaitVerdict(province, contributors, period, ledger, agreeWithinMs);
    const held = verdict.documents.get('onestop') ?? new Set();
    const lost = counters.acknowledged().filter((id) => !held.has(id) && !ledger.givenUp.has(id));
    for (const difference of [...verdict.stores, ...verdict.marks]) report(difference);
    if (lost.length > 0) report(`${lost.length} acknowledged dossiers are missing`);
    const kept = held.size + ledger.givenUp.size;
    return {
      ok:
        verdict.differences.length === 0 &&
        verdict.stores.length === 0 &&
        verdict.marks.length === 0 &&
        lost.length === 0 &&
        kept >= dossiers,
      seed,
      dossiers: kept,
      counted: Object.fromEntries([...verdict.documents].map(([owner, ids]) => [owner, ids.size])),
      compared: verdict.compared,
      differences: verdict.differences.length,
      marked: verdict.marked.length,
      faults,
      seconds: Math.round((Date.now() - started) / 1_000),
      verdict,
    };
  } finally {
    counters.close();
  }
}
