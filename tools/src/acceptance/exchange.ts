import { againWords, farEmergency, type Kind, longLines, runHistories } from '@lienthong/exchange/acceptance';
import type { Finding } from './finding.ts';
import { type Entries, numberedEntries } from './numbered-entries.ts';
import { scriptedDay } from './scripted-day.ts';

/** Histories that came out wrong once, by the number that begins the names of their tests. */
const cases: Entries = {
  A1: 'an exchange set back under its running process is noticed by its producers',
  A2: 'a registry whose effect was lost in memory is used all the same',
  A3: 'dossiers that onestop lost leave a mark and an incident, not a smaller number',
  A4: 'a restored site that changes much while it is cut is marked',
  A5: 'the records of a former owner are taken by a province that was installed anew',
  A6: 'each loss is a mark of its own, lifted by a person, everywhere',
  A7: 'a relay can neither invent nor alter a watermark',
  B1: 'an empty replacement machine overwrites nothing above it',
  B2: 'a successor without the history of a unit overwrites nothing of it',
  B3: 'a successor that restarts goes on, and one refused record refuses no other',
  B4: 'a province restored to yesterday does not send yesterday’s registry out',
  C1: 'a neighbour’s answer cannot raise a table out of reach',
  C2: 'nor one about a key that does not exist yet',
  C3: 'a flood of stubs or hellos is bounded and delays no other',
  C4: 'a record that no reader understands is set aside, and the stream goes on',
  C5: 'two live copies of a site are recognised and told',
  D1: 'a superseded content costs the line nothing more',
  D2: 'a link comes up at a round trip of 1.9 seconds, and past the relay at 2 and more',
  D3: 'a site that moved away is no link of its former parent’s',
  D4: 'a consumer’s witness is heard before it is overwritten',
  'E start': 'a start reads each record once and works on meanwhile',
  'E sums': 'a reader’s sums do not stop its event loop',
  'E compare': 'a comparison reads the days that differ',
  'E health': 'a database that hangs is told by health',
  'E disk': 'an engine whose storage gave up is started again',
  'E clock': 'a clock that steps is told',
  'E pages': 'a report reads no document, a page of a listing only those that it names',
  'E second': 'a second process of the same site refuses to start',
  'E decision': 'a decision is one write',
  'E bounds': 'what memory and store keep is bounded',
};

/** The case file entry by entry, links and an emergency over the longest lines, the scripted day, then the random histories at full size. */
export async function* run(args: readonly string[]): AsyncIterable<Finding> {
  yield* numberedEntries(cases, '{packages,services,tools}');
  yield* longLines();
  yield await farEmergency();
  yield* scriptedDay({ name: 'one process a site', dossiers: 300, split: [] });
  const count = Number(args[0] ?? 10_000);
  const withHandOver = Math.round((count * 2) / 7);
  yield await histories('core', 'of the core', count);
  yield await histories('services', 'of whole sites', count - withHandOver);
  yield await histories('hand-overs', 'of whole sites with a hand-over in each', withHandOver);
}

async function histories(kind: Kind, words: string, count: number): Promise<Finding> {
  const first = Number(process.env.LT_SEED ?? Date.now() % 1_000_000_000);
  const begun = Date.now();
  const { bad, losses, contested } = await runHistories(kind, first, count);
  const minutes = ((Date.now() - begun) / 60_000).toFixed(1);
  const found = bad[0]
    ? `; ${JSON.stringify(bad[0].violations[0])}, again: ${againWords(kind, bad[0].seed)}`
    : '';
  return {
    name: `${count} random histories ${words} hold every invariant`,
    held: bad.length === 0,
    figure: `${bad.length} violated in ${minutes} minutes, seeds ${first} to ${first + count - 1}, ${losses} losses of data, ${contested} records contested${found}`,
  };
}
