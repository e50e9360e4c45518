import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { runScriptedDay } from '../once/scripted-day.ts';
import { openProvince } from '../province/province.ts';
import type { Finding } from './finding.ts';

export interface DayLayout {
  name: string;
  dossiers: number;
  /** Sites with one process a service. */
  split: readonly string[];
}

/** The scripted day at full size, in a province of its own. */
export async function* scriptedDay({ name, dossiers, split }: DayLayout): AsyncIterable<Finding> {
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
      figure: `seed ${day.seed}, ${day.dossiers} dossiers, contributors ${Object.keys(day.counted).join(', ')}, ${day.faults.length} faults, ${day.compared} numbers compared, ${day.differences} differ, ${day.seconds} s`,
    };
    yield {
      name: `every store agrees with its neighbour on the way of a number, ${name}`,
      held: verdict.stores.length === 0,
      figure: verdict.stores.length === 0 ? 'all agree' : verdict.stores.join('; '),
    };
    yield {
      name: `a day is marked where something was lost, and nowhere else, ${name}`,
      held: verdict.marks.length === 0,
      figure: verdict.marks.length === 0 ? `${day.marked} days marked` : verdict.marks.join('; '),
    };
  } finally {
    await province.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
