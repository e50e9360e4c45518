import { setTimeout as pause } from 'node:timers/promises';
import type { Province } from '../province/province.ts';
import { type Clerk, createClerk } from './clerk.ts';
import { copyDatabase, killBroker, killSite, noticeCut, poison, restoreAlone, signInAnew } from './faults.ts';
import { awaitVerdict, type Verdict } from './verdict.ts';

/** The last line of `npm run demo -- --once`. */
export interface DayResult {
  ok: boolean;
  dossiers: number;
  compared: number;
  differences: number;
  faults: string[];
  seconds: number;
}

const days = { before: '2025-06-26', yesterday: '2025-06-27', today: '2025-06-30' } as const;
const period = { from: '2025-06-20', to: days.today };
const clockSettlesMs = 200;
const agreeWithinMs = 180_000;

/**
 * Three working days at both communes with everything going wrong, then the recount: whatever the communes' databases hold the province must
 * show, per unit, day and indicator.
 *
 * @param options.dossiers at least so many are received.
 */
export async function runScriptedDay(
  province: Province,
  options: { dossiers: number; report: (line: string) => void },
): Promise<DayResult & { verdict: Verdict }> {
  const { report } = options;
  const started = Date.now();
  const communes = province.sites.filter(({ config }) => config.services.onestop);
  const [steady, shaken] = communes;
  const [top, middle] = province.sites;
  if (!steady || !shaken || !top || !middle)
    throw new Error('the scripted day needs three tiers and two communes');
  const clerks = new Map(communes.map((site, index) => [site, createClerk(site, 46 + index)]));
  const clerkOf = (site: typeof steady): Clerk => clerks.get(site) as Clerk;
  const faults: string[] = [];
  const fault = async (name: string, work: () => Promise<void>): Promise<void> => {
    report(`  ${name}`);
    await work();
    faults.push(name);
  };
  const morning = async (day: string): Promise<void> => {
    report(day);
    await province.clock.set(day, '08:00');
    await pause(clockSettlesMs);
  };
  /** Both counters work side by side: so many dossiers in all, and a step or two with others in between. */
  const receive = (count: number): Promise<unknown> =>
    Promise.all(
      [...clerks.values()].map(async (clerk) => {
        for (let n = 0; n < count / clerks.size; n += 1) {
          await clerk.receive();
          await clerk.work();
          if (n % 2 === 0) await clerk.work();
        }
      }),
    );
  const share = (part: number): number => Math.ceil((options.dossiers * part) / clerks.size) * clerks.size;

  try {
    await morning(days.before);
    await receive(share(0.25));
    await morning(days.yesterday);
    await receive(share(0.2));
    await fault('a wrongly registered dossier of yesterday is voided', async () => {
      for (const clerk of clerks.values()) await clerk.void(first(clerk.openSince(days.before)));
    });
    await morning(days.today);
    const reportingCopy = await copyDatabase(province, shaken, 'reporting');
    await fault('the province’s NATS is killed and restarted', async () => {
      await Promise.all([receive(share(0.1)), killBroker(top, 2_000)]);
    });
    await fault('the district site is killed -9 and restarted', async () => {
      await Promise.all([receive(share(0.1)), killSite(middle, 1_000)]);
    });
    const exchangeCopy = await copyDatabase(province, shaken, 'exchange');
    await fault('a commune is cut off and works on', async () => {
      await steady.link?.cut();
      await receive(share(0.1));
      await noticeCut(steady);
    });
    await fault('somebody signs in anew at the cut commune', () => signInAnew(steady));
    await fault('a day that nobody touches again is corrected during the cut', () =>
      clerkOf(steady).correct(first(clerkOf(steady).openSince(days.before))),
    );
    // Still: a server that finds another way to its parent does so within a second or two.
    await noticeCut(steady);
    await steady.link?.heal();
    await fault('a commune’s site is killed -9 in the middle of writing', async () => {
      await Promise.all([receive(share(0.1)), killSite(shaken, 1_000)]);
    });
    await fault('the reporting database of one site is restored alone', () =>
      restoreAlone(shaken, 'reporting', reportingCopy),
    );
    await receive(share(0.05));
    await fault('the exchange database of one site is restored alone', () =>
      restoreAlone(shaken, 'exchange', exchangeCopy),
    );
    await receive(share(0.1));
    await fault('a poisoned event becomes a dead letter and is tried again', () =>
      poison(province, shaken, clerkOf(shaken)),
    );
    const verdict = await awaitVerdict(province, period, agreeWithinMs);
    const lost = lostDossiers(verdict, clerks.values());
    for (const difference of verdict.stores) report(difference);
    if (lost.length > 0) report(`${lost.length} acknowledged dossiers are missing`);
    return {
      ok:
        verdict.differences.length === 0 &&
        verdict.stores.length === 0 &&
        lost.length === 0 &&
        verdict.dossiers.size >= options.dossiers,
      dossiers: verdict.dossiers.size,
      compared: verdict.compared,
      differences: verdict.differences.length,
      faults,
      seconds: Math.round((Date.now() - started) / 1_000),
      verdict,
    };
  } finally {
    for (const clerk of clerks.values()) clerk.close();
  }
}

/** Dossiers that were acknowledged to a clerk and stand in no database. */
function lostDossiers({ dossiers }: Verdict, clerks: Iterable<Clerk>): string[] {
  return [...clerks]
    .flatMap(({ acknowledged }) => [...acknowledged.keys()])
    .filter((id) => !dossiers.has(id));
}

function first(ids: string[]): string {
  const [id] = ids;
  if (id === undefined) throw new Error('there is no open dossier of that day');
  return id;
}
