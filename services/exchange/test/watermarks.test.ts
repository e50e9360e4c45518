import type { Sums, Watermark } from '../src/domain/messages.ts';
import { sourceOf } from '../src/domain/engine/memory.ts';
import { isTwin } from '../src/domain/engine/twins.ts';
import { watermarksOf } from '../src/domain/engine/watermarks.ts';
import { stampText } from '../src/domain/stamp.ts';
import { xor } from '../src/domain/sums.ts';
import { standardTiming } from '../src/domain/timing.ts';
import { type WatermarkReason, watermarkText } from '../src/domain/watermark.ts';
import { fastHash } from './simulation/random.ts';
import type { SimConsumer } from './simulation/sim-consumer.ts';
import type { SimSite } from './simulation/sim-site.ts';
import { hour, minute } from './simulation/world.ts';
import { commune, district, key, Line, province } from './three-sites.ts';

const unit = '20116@0';

function report(
  line: Line,
  asOf: number,
  channel = 'u2-tally-onestop',
  reason: WatermarkReason = 'current',
): void {
  const site = line.site(commune);
  if (site.engine)
    line.world.drive(
      site,
      site.engine.noteProgress([{ unit, channel, asOf, reason, epoch: site.engine.epoch }]),
    );
}

/** What a site has of a source: as its owner said it. */
function watermarkAt(site: SimSite, channel = 'u2-tally-onestop'): Watermark | undefined {
  const all = site.engine ? watermarksOf(site.engine.memory) : [];
  return all.find((one) => one.unit === unit && one.channel === channel);
}

/** Whether a site holds exactly what the watermark of a source counts. */
function agrees(site: SimSite, channel = 'u2-tally-onestop'): boolean {
  const watermark = watermarkAt(site, channel);
  let count = 0;
  let digest: Watermark['digest'] = [0, 0];
  for (const [of, { document }] of site.store.documents) {
    if (!of.startsWith(`${channel}/${unit}/`) || !document.record) continue;
    count += 1;
    digest = xor(digest, fastHash(`${of}|${stampText(document.record)}`));
  }
  return watermark?.count === count && watermark.digest[0] === digest[0] && watermark.digest[1] === digest[1];
}

/** Says something at the province as the district would. */
function sayToProvince(line: Line, watermark: Watermark): void {
  const message: Sums = {
    kind: 'sums',
    role: 'belief',
    level: 'hop',
    range: { after: '', upto: '' },
    sums: [],
    watermarks: [watermark],
  };
  line.world.deliver(district, province, message);
}

function memoryOf(line: Line, at: string) {
  const { engine } = line.site(at);
  if (!engine) throw new Error(`${at} does not run`);
  return engine.memory;
}

const refusedBy = (line: Line, hop: string) => line.site(province).engine?.memory.refused.get(hop);

/** With the tally of a day, its watermark, and all quiet. */
function reporting(): Line {
  const line = new Line();
  line.change('one');
  report(line, 1_000);
  line.world.run(hour / 4);
  return line;
}

test('a service beside the exchange hears of its own site as often as neighbours do', () => {
  const line = new Line({ timing: standardTiming, consumersAt: [commune] });
  const { consumer } = line.site(commune);
  const told: (number | null)[] = [];
  if (!consumer) throw new Error('the commune has no reader');
  const receive = consumer.receive.bind(consumer);
  consumer.receive = (message) => {
    if (message.kind === 'sums') told.push(...message.watermarks.map(({ asOf }) => asOf));
    return receive(message);
  };
  report(line, 1000);
  line.world.run(10 * standardTiming.hello);
  expect(told.length).toBeGreaterThanOrEqual(10);
  report(line, 2000);
  line.world.run(standardTiming.hello);
  expect(told.at(-1)).toBe(2000);
});

test('a channel is counted from the first word of its producer, with the records that were there before', () => {
  const line = reporting();
  expect(watermarkAt(line.site(province))).toMatchObject({ asOf: 1_000, count: 1, by: commune });
  expect(agrees(line.site(province))).toBe(true);
  expect(line.site(commune).engine?.memory.counted.size).toBe(1);
});

test('two counted channels of one unit: each agrees by itself, and what one lacks leaves the other complete', () => {
  const line = reporting();
  line.change('alarm', `u0-alert/${unit}/2025-06-30`);
  report(line, 1_000, 'u0-alert');
  line.world.run(hour);
  expect([agrees(line.site(province)), agrees(line.site(province), 'u0-alert')]).toEqual([true, true]);

  // One producer has a dead letter: it says so of its own channel only.
  report(line, 900, 'u0-alert', 'dead_letter');
  line.world.run(hour / 4);
  expect(watermarkAt(line.site(province), 'u0-alert')).toMatchObject({ asOf: 900, reason: 'dead_letter' });
  expect(watermarkAt(line.site(province))).toMatchObject({ asOf: 1_000, reason: 'current' });

  // What the district withholds of one channel is missing there alone.
  line.cut(district, province);
  line.change('second alarm', `u0-alert/${unit}/2025-07-01`);
  line.world.run(hour / 4);
  const newer = watermarkAt(line.site(district), 'u0-alert') as Watermark;
  expect(newer.count).toBe(2);
  sayToProvince(line, newer);
  expect([agrees(line.site(province)), agrees(line.site(province), 'u0-alert')]).toEqual([true, false]);
});

test('a watermark is signed once for each content, and passed on as it is', () => {
  const line = reporting();
  const [first, second, third] = [commune, district, province].map((id) => watermarkAt(line.site(id)));
  expect(second).toBe(first);
  expect(third).toBe(first);
});

test.each<[string, (true_: Watermark) => Watermark, string]>([
  ['altered by a relay', (one) => ({ ...one, asOf: 9_000 }), 'signature'],
  [
    'altered by a relay to fit what it let through',
    (one) => ({ ...one, count: 0, digest: [0, 0] }),
    'signature',
  ],
  ['invented by a relay under its own name', (one) => ({ ...one, by: district }), 'owner_unknown'],
  ['of a unit that nobody owns', (one) => ({ ...one, unit: '99999@0' }), 'owner_unknown'],
  ['of the receiver’s own unit', (one) => ({ ...one, unit: '46@0', by: province }), 'not_previous_hop'],
])('A7: a watermark %s is refused, and the hop is named', (_words, change, reason) => {
  const line = reporting();
  const held = watermarkAt(line.site(province)) as Watermark;
  sayToProvince(line, change(held));
  expect(refusedBy(line, district)).toMatchObject({ reason, count: 1 });
  expect(watermarkAt(line.site(province))).toEqual(held);
});

test('A7: a relay that holds back puts cannot make the unit complete: the owner’s count and digest are signed', () => {
  const line = reporting();
  const carry = line.world.carry.bind(line.world);
  line.world.carry = (from, to, message) => {
    if (from === district && message.kind === 'put') return;
    carry(from, to, message);
  };
  for (const day of ['2025-07-01', '2025-07-02']) line.change('more', `u2-tally-onestop/${unit}/${day}`);
  report(line, 2_000);
  line.world.run(hour);
  expect(watermarkAt(line.site(province))).toMatchObject({ asOf: 2_000, count: 3 });
  expect(agrees(line.site(province))).toBe(false);
});

test('A7: a watermark of a former owner counts no more, at a site that held it and at one that hears it', () => {
  const line = reporting();
  const old = watermarkAt(line.site(province)) as Watermark;
  const sites = line.world.truth.sites().map((site) => ({
    ...site,
    owns: site.id === commune ? [] : site.id === district ? [...site.owns, unit] : site.owns,
  }));
  line.world.publish(sites);
  line.world.learn(line.site(province));
  expect(watermarkAt(line.site(province))).toBeUndefined();
  sayToProvince(line, old);
  expect(watermarkAt(line.site(province))).toBeUndefined();
});

test('A7: a registry that leaves a unit where it was leaves its watermark standing, at every level', () => {
  const line = reporting();
  const held = watermarkAt(line.site(province));
  const other = { id: 's483', parent: province, owns: ['483@0'], formerlyOwned: [], publicKeys: [] };
  line.world.publish([...line.world.truth.sites(), other]);
  for (const id of [commune, district, province]) line.world.learn(line.site(id));
  expect([district, province].map((id) => watermarkAt(line.site(id)))).toEqual([held, held]);
});

test('C5: a twin that a former neighbour told of is told no more by its word', () => {
  const line = reporting();
  const memory = line.site(province).engine?.memory;
  memory?.twinsToldBy.set(district, new Set([commune]));
  const sites = line.world.truth.sites().filter(({ id }) => id !== district);
  line.world.publish(sites.map((site) => (site.id === commune ? { ...site, parent: province } : site)));
  line.world.learn(line.site(province));
  expect([...(memory?.twinsToldBy.keys() ?? [])]).toEqual([]);
});

test('C5: a neighbour that said that a site lives twice, and fell silent, is believed no longer', () => {
  const line = reporting();
  const memory = memoryOf(line, province);
  memory.twinsToldBy.set(district, new Set([commune]));
  expect(isTwin(memory, commune)).toBe(true);
  line.cut(district, province);
  line.world.run(2 * memory.timing.silence);
  expect(isTwin(memory, commune)).toBe(false);
});

test('E bounds: a site signs for as many channels as it likes; so many of one unit are kept', () => {
  const line = reporting();
  const { environment } = (line.site(province).engine as NonNullable<SimSite['engine']>).memory;
  const [held] = [watermarkAt(line.site(province)) as Watermark];
  for (let at = 0; at < 100; at += 1) {
    const { sig: _, ...unsigned } = { ...held, channel: `u2-c${at}` };
    sayToProvince(line, { ...unsigned, sig: environment.signText(watermarkText(unsigned)) });
  }
  expect(line.site(province).engine?.memory.watermarks.size).toBe(64);
  expect(refusedBy(line, district)).toMatchObject({ reason: 'source_limit' });
});

test('more watermarks than one message holds reach the level above in small ones', () => {
  const line = reporting();
  const largest: number[] = [];
  line.world.observers.push({
    sent: (_from, _hop, message) => {
      if (message.kind === 'sums') largest.push(message.watermarks.length);
    },
  });
  for (let at = 0; at < 60; at += 1) report(line, 1_000, `u2-c${at}`);
  line.world.run(2 * hour);
  expect(watermarkAt(line.site(province), 'u2-c59')).toMatchObject({ count: 0 });
  expect(Math.max(...largest)).toBeLessThanOrEqual(25);
});

describe('D4: what a local consumer holds is judged before anything is put to it', () => {
  const holding = (line: Line) => line.site(district).consumer?.cells.get(key)?.rev;

  test('exchange wiped, its consumer kept: the consumer’s stamp is known as a witness before its value is replaced', () => {
    const line = new Line({ consumersAt: [district] });
    const early = new Map([commune, district, province].map((id) => [id, line.snapshot(id)]));
    line.changes('one', 'two', 'three');
    expect(holding(line)).toBe(3);
    // All exchanges are set back to before the first change. The reader at the district is the only witness, and slow to sum up.
    const consumer = line.site(district).consumer as SimConsumer;
    consumer.takes = 5 * minute;
    for (const [id, snapshot] of early) line.restore(id, snapshot);
    line.change('anew');
    line.world.run(4 * hour);
    expect(line.isMarked(commune)).toBe(true);
    expect(line.rev(commune)).toBeGreaterThan(3);
    expect(holding(line)).toBe(line.rev(commune));
  });

  test('a store that was exchanged under the running process: consumers come again at the scan that notices', () => {
    const line = new Line({ consumersAt: [district] });
    line.changes('one');
    const early = new Map([commune, district, province].map((id) => [id, line.snapshot(id)]));
    line.changes('two', 'three');
    for (const [id, snapshot] of early) line.site(id).store.restore(snapshot);
    // Longer than a scan takes to come, and less than the time between two rounds of sums.
    line.world.run(hour / 4);
    expect(line.isMarked(commune)).toBe(true);
    expect(line.rev(commune)).toBeGreaterThan(3);
  });

  test('nothing is sent before its sums came and what differs was listed', () => {
    const line = new Line({ consumersAt: [district] });
    line.changes('one');
    // The test speaks for the consumer.
    (line.site(district).consumer as SimConsumer).receive = () => [];
    const site = line.site(district);
    const engine = site.engine as NonNullable<SimSite['engine']>;
    const name = site.consumer?.name ?? '';
    const said: string[] = [];
    line.world.observers.push({
      sent: (from, hop, message) => {
        if (from.id === district && hop === name) said.push(message.kind);
      },
    });
    line.world.drive(site, engine.beginConsumer(name));
    line.change('two');
    line.world.run(minute);
    expect(said.filter((kind) => kind === 'put')).toEqual([]);
    const hear = (message: Parameters<typeof engine.receive>[0][number]['message']): void =>
      line.world.drive(site, engine.receive([{ from: name, message, at: line.world.now }]));
    const bucket = sourceOf(unit, 'u2-tally-onestop');
    // It holds nothing any more, which exchange does not believe: so it is asked, and its answer comes in two pieces.
    const nothing = { kind: 'sums', role: 'held', level: 'unit', range: { after: '', upto: '' } } as const;
    hear({ ...nothing, sums: [['', [0, 0]]], watermarks: [] });
    expect(said.at(-1)).toBe('list');
    hear({
      kind: 'have',
      entries: [],
      took: 0,
      full: { bucket, range: { after: '', upto: `u2-tally-onestop/${unit}/2025-01` } },
    });
    line.world.run(minute);
    expect(said.filter((kind) => kind === 'put')).toEqual([]);
    hear({
      kind: 'have',
      entries: [],
      took: 0,
      full: { bucket, range: { after: `u2-tally-onestop/${unit}/2025-01`, upto: '' } },
    });
    line.world.run(minute);
    expect(said.filter((kind) => kind === 'put').length).toBeGreaterThan(0);
  });
});
