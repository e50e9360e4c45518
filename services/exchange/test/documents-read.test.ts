import type { Have } from '../src/domain/messages.ts';
import { consumerHop } from '../src/domain/route.ts';
import { hour, minute } from './simulation/world.ts';
import { commune, Line } from './three-sites.ts';

const channel = 'u2-tally-onestop';
const unit = '20116@0';
/** Ids that name no time: all of one bucket. */
const keys = Array.from(
  { length: 600 },
  (_, at) => `${channel}/${unit}/dossier-${String(at).padStart(4, '0')}`,
);
const perPage = 50;

/** A commune with many records of one source, and a local service that holds them all; it was started just now. */
function restarted(): Line {
  const line = new Line({ consumersAt: [commune] });
  for (const key of keys) line.change('1', key);
  line.world.run(hour);
  const site = line.site(commune);
  expect(site.consumer?.cells.size).toBe(keys.length);
  line.world.kill(site);
  line.world.start(site);
  line.world.run(5 * minute);
  return line;
}

test('E pages: the first report of progress after a start reads no document', () => {
  const line = restarted();
  const { store, engine } = line.site(commune);
  if (!engine) throw new Error('the commune does not run');
  store.handedOut = 0;
  const progress = { unit, channel, asOf: line.world.now, reason: 'current', epoch: engine.epoch } as const;
  line.world.drive(line.site(commune), engine.noteProgress([progress]));
  expect(store.handedOut).toBe(0);
  line.world.run(minute);
  expect(line.site(commune).engine?.memory.watermarks.get(`${unit}/${channel}/`)?.count).toBe(keys.length);
});

test('E pages: a listing in many pages reads each document once, and what it leaves out is sent again', () => {
  const line = restarted();
  const site = line.site(commune);
  const { store, engine, consumer } = site;
  if (!engine || !consumer) throw new Error('the commune does not run');
  const [missing = ''] = keys.slice(120);
  let sentAgain = 0;
  consumer.receive = (message) => {
    if (message.kind === 'put' && message.key === missing) sentAgain += 1;
    return [];
  };
  const pages: Have[] = [];
  for (let at = 0; at < keys.length; at += perPage) {
    const page = keys.slice(at, at + perPage);
    const isLast = at + perPage >= keys.length;
    const range = { after: keys[at - 1] ?? '', upto: isLast ? '' : (page.at(-1) ?? '') };
    const entries = page
      .filter((key) => key !== missing)
      .map((key) => {
        const { rev = 0, tag = '' } = line.document(commune, key)?.record ?? {};
        return { key, chain: [{ site: consumer.name, rev, tag, displaced: null }] };
      });
    pages.push({ kind: 'have', entries, full: { bucket: `${unit}/${channel}/`, range }, took: 0 });
  }
  store.handedOut = 0;
  const from = consumerHop('cells');
  for (const message of pages)
    line.world.drive(site, engine.receive([{ from, message, at: line.world.now }]));
  expect(store.handedOut).toBeLessThanOrEqual(keys.length);
  line.world.run(minute);
  expect(sentAgain).toBeGreaterThan(0);
});
