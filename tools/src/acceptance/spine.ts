import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run as exchange } from '../../../services/exchange/acceptance/exchange.acceptance.ts';
import { runScriptedDay } from '../once/scripted-day.ts';
import { openProvince } from '../province/province.ts';
import { repositoryRoot } from '../repository.ts';
import type { Finding } from './finding.ts';

const layouts = [
  { name: 'one process a site', dossiers: 1_000, split: [] },
  { name: 'one process a service at the district and a commune', dossiers: 300, split: ['s482', 's20116'] },
] as const;

/** What the spine promises, at full size: the protocol's histories and links, then the scripted day in both layouts. */
export async function* run(): AsyncIterable<Finding> {
  yield* exchange();
  for (const layout of layouts) yield* scriptedDay(layout);
}

async function* scriptedDay({ name, dossiers, split }: (typeof layouts)[number]): AsyncIterable<Finding> {
  const directory = await mkdtemp(join(tmpdir(), 'lienthong-acceptance-'));
  const province = await openProvince(join(repositoryRoot, 'deploy/provinces/hue-phu-loc.yaml'), {
    state: join(directory, 'state'),
    freePorts: true,
    split,
    onSignal: false,
    report: () => undefined,
  });
  try {
    await province.start();
    const { verdict, ...day } = await runScriptedDay(province, { dossiers, report: () => undefined });
    yield {
      name: `the province equals a recount of the communes after the scripted day, ${name}`,
      held: day.ok,
      figure: `${day.dossiers} dossiers, ${day.faults.length} faults, ${day.compared} numbers compared, ${day.differences} differ, ${day.seconds} s`,
    };
    yield {
      name: `every store agrees with its neighbour on the way of a number, ${name}`,
      held: verdict.stores.length === 0,
      figure: verdict.stores.length === 0 ? 'all agree' : verdict.stores.join('; '),
    };
  } finally {
    await province.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
