import { run as exchange } from '@lienthong/exchange/acceptance';
import type { Finding } from './finding.ts';
import { type DayLayout, scriptedDay } from './scripted-day.ts';

const layouts: readonly DayLayout[] = [
  { name: 'one process a site', dossiers: 1_000, split: [] },
  { name: 'one process a service at the district and a commune', dossiers: 300, split: ['s482', 's20116'] },
];

/** What the spine promises, at full size: the protocol's histories and links, then the scripted day in both layouts. */
export async function* run(): AsyncIterable<Finding> {
  yield* exchange();
  for (const layout of layouts) yield* scriptedDay(layout);
}
