import type { Site } from '../src/domain/registry.ts';
import { maximumClaim, maximumRevJump } from '../src/domain/rules.ts';
import { standardTiming } from '../src/domain/timing.ts';
import { mostAtOnce } from '../src/domain/engine/stubs.ts';
import { commune, district, key, Line, province, threeSites } from './three-sites.ts';
import { hour, minute, World } from './simulation/world.ts';

const settled = 6 * hour;
const tag = '00112233445566ff';

/** A neighbour says that it holds this revision of a key. */
function claim(line: Line, from: string, to: string, rev: number, of = key): void {
  const chain = [{ site: from, rev, tag, displaced: null }];
  line.world.deliver(from, to, { kind: 'have', took: 0, entries: [{ key: of, chain }] });
}

describe('A4: what was never offered takes no place in `seen`', () => {
  const cases = [60, 95, 300].flatMap((changes) =>
    [true, false].flatMap((told) => [true, false].map((consumer) => ({ changes, told, consumer }))),
  );

  test.each(cases)(
    'a server restored while cut off is marked after $changes changes (told of the cut: $told, a local reader: $consumer)',
    ({ changes, told, consumer }) => {
      const line = new Line(consumer ? { consumersAt: [commune] } : {});
      const reader = line.site(commune).consumer;
      for (let change = 1; change <= 10; change += 1) line.changes(`early ${change}`);
      const backup = line.snapshot(commune);
      const cells = reader?.snapshot();
      for (let change = 1; change <= 20; change += 1) line.changes(`lost ${change}`);
      if (told) line.cutAndSay(commune, district);
      else line.cut(commune, district);
      reader?.restore(cells);
      line.restore(commune, backup);
      if (told) line.cutAndSay(commune, district);
      for (let change = 1; change <= changes; change += 1) {
        line.change(`new ${change}`);
        line.world.run(minute);
      }
      line.heal();
      line.world.run(settled);
      expect(line.state()).toMatchObject({
        values: Array(3).fill(`new ${changes}`),
        marked: [true, true, true],
      });
    },
  );

  test('it is marked as well while its line carries nothing upwards, and its parent is heard', () => {
    const line = new Line({ timing: standardTiming });
    line.changes('early');
    const [backup, backupAt] = [line.snapshot(commune), line.world.now];
    line.changes('lost');
    line.world.cuts.add(`${commune}>${district}`);
    line.restore(commune, backup);
    for (let change = 1; change <= 200; change += 1) {
      line.change(`new ${change}`);
      line.world.run(minute);
    }
    expect(line.site(commune).engine?.memory.links.get(district)?.lastHeard).toBeGreaterThan(backupAt + hour);
    line.heal();
    line.world.run(settled);
    expect(line.state()).toMatchObject({ values: Array(3).fill('new 200'), marked: [true, true, true] });
  });

  test('a site with many neighbours that nobody answers is marked as well', () => {
    const site = (id: string, parent: string | null): Site => ({
      id,
      parent,
      owns: [`${id}@0`],
      formerlyOwned: [],
      publicKeys: [],
    });
    const children = Array.from({ length: 40 }, (_, at) => `c${at}`);
    const world = new World({
      seed: 1,
      sites: [site('top', null), ...children.map((id) => site(id, 'top'))],
    });
    const table = 'd3-table/top@0/fees';
    const change = (value: string): void => {
      world.change('top', table, value);
      world.run(minute);
    };
    change('morning');
    const backup = world.site('top').store.snapshot();
    for (let at = 0; at < 5; at += 1) change(`lost ${at}`);
    for (const id of children) world.cuts.add(`top>${id}`).add(`${id}>top`);
    world.kill(world.site('top'));
    world.site('top').store.restore(backup);
    world.start(world.site('top'));
    for (let at = 0; at < 400; at += 1) change(`new ${at}`);
    world.cuts.clear();
    world.run(settled);
    const record = world.site('c3').store.documents.get(table)?.document.record;
    expect(Buffer.from(record?.value ?? []).toString()).toBe('new 399');
    expect(record?.broke).toBeGreaterThan(0);
  });

  test('a hundred changes while one put is on its way take the place of those that were sent', () => {
    const line = new Line();
    line.changes('0');
    for (let change = 1; change <= 100; change += 1) line.change(String(change));
    line.world.run(settled);
    expect(line.state()).toEqual({
      values: ['100', '100', '100'],
      revs: [101, 101, 101],
      marked: [false, false, false],
    });
    expect(line.document(province)?.record?.seen.length).toBeLessThan(5);
  });

  test('what only a local reader was shown is no news when that reader is restored to it', () => {
    const line = new Line({ consumersAt: [commune] });
    const reader = line.site(commune).consumer;
    line.changes('0');
    line.cutAndSay(commune, district);
    const backups = [5, 40, 90].map((at) => ({ at, cells: undefined as ReturnType<typeof copy> }));
    const copy = () => reader?.snapshot();
    for (let change = 1; change <= 95; change += 1) {
      line.changes(String(change));
      const backup = backups.find(({ at }) => at === change);
      if (backup) backup.cells = copy();
    }
    for (const { cells } of backups) {
      reader?.restore(cells);
      line.world.run(2 * hour);
    }
    line.heal();
    line.world.run(settled);
    expect(line.state()).toEqual({
      values: ['95', '95', '95'],
      revs: [96, 96, 96],
      marked: [false, false, false],
    });
    expect(Buffer.from(reader?.cells.get(key)?.value ?? []).toString()).toBe('95');
  });

  test('what memory forgot counts as offered: a restart costs one place, and no mark', () => {
    const line = new Line();
    line.changes('0');
    line.cutAndSay(commune, district);
    for (let change = 1; change <= 20; change += 1) {
      line.change(String(change));
      if (change % 5 === 0) line.restore(commune, line.snapshot(commune));
      line.cutAndSay(commune, district);
    }
    expect(line.document(commune)?.record?.seen.map(({ rev }) => rev)).toEqual([1, 6, 11, 16, 21]);
    line.heal();
    line.world.run(settled);
    expect(line.state().marked).toEqual([false, false, false]);
  });
});

describe('C1: what a neighbour may claim', () => {
  const far = maximumRevJump;

  test('a claim of a far higher revision is refused, is an incident that names the hop, and the key goes on', () => {
    const line = new Line();
    line.changes('1');
    claim(line, district, commune, 1 + far);
    line.changes('2');
    expect(line.state()).toEqual({ values: ['2', '2', '2'], revs: [2, 2, 2], marked: [false, false, false] });
    expect(line.document(commune)?.jump).toMatchObject({ rev: 1 + far, by: 'have', hop: district });
  });

  test.each([2 ** 49, far, maximumClaim + 1])(
    'C2: of a key that does not exist yet, a claim of %d is refused, and the key is published when it comes',
    (rev) => {
      const line = new Line();
      claim(line, district, commune, rev);
      line.changes('1');
      expect(line.state()).toEqual({
        values: ['1', '1', '1'],
        revs: [1, 1, 1],
        marked: [false, false, false],
      });
    },
  );

  test('a flood of such claims is one write a key', () => {
    const line = new Line();
    line.changes('1');
    let written = 0;
    line.world.observers.push({ written: () => void (written += 1) });
    for (let lie = 0; lie < 200; lie += 1) claim(line, district, commune, far + 10 + lie);
    expect(written).toBe(1);
    expect(line.document(commune)?.jump?.rev).toBe(far + 10);
  });

  test('the claim that a person accepts is answered when it comes again, one that is dismissed is not', () => {
    const line = new Line();
    line.changes('1');
    claim(line, district, commune, 50_000);
    expect(line.rule(commune, { kind: 'accept', rev: 49_999 })).toBe(false);
    expect(line.rule(commune, { kind: 'accept', rev: 50_000, tag: 'another' })).toBe(false);
    expect(line.rule(commune, { kind: 'dismiss', rev: 50_000 })).toBe(true);
    claim(line, district, commune, 50_000);
    expect(line.rev(commune)).toBe(1);
    expect(line.rule(commune, { kind: 'accept', rev: 50_000 })).toBe(true);
    claim(line, district, commune, 50_000);
    line.world.run(settled);
    expect(line.state()).toEqual({
      values: ['1', '1', '1'],
      revs: [50_001, 50_001, 50_001],
      marked: [true, true, true],
    });
    expect(line.document(commune)?.jump).toBeNull();
  });

  test('however often a neighbour lies at the limit, the owner does not raise beyond what a site that is cut off takes', () => {
    const other = 's20125';
    const table = 'd3-table/482@0/2025-06-30';
    const line = new Line({
      sites: [
        ...threeSites,
        { id: other, parent: district, owns: ['20125@0'], formerlyOwned: [], publicKeys: [] },
      ],
    });
    line.change('1', table, district);
    line.world.run(hour);
    line.cutAndSay(district, other);
    for (let lie = 0; lie < 150; lie += 1) {
      claim(line, commune, district, line.rev(district, table) + maximumClaim, table);
      if (lie % 8 === 7) line.change(String(lie), table, district);
    }
    const { jump, record } = line.document(district, table) ?? {};
    expect(jump).toMatchObject({ by: 'raise', hop: commune });
    expect(record?.rev).toBeGreaterThan(400_000);
    line.heal();
    line.world.run(settled);
    // The one that was cut off follows; then the raise that waited is no jump any more.
    expect(line.document(other, table)?.record?.tag).toBe(line.document(district, table)?.record?.tag);
    expect(line.document(other, table)?.jump).toBeNull();
    expect(line.document(district, table)?.jump).toBeNull();
  });

  test('R13: a record that jumps is an incident too, and is taken when a person has accepted it', () => {
    const line = new Line();
    line.changes('1');
    line.cutAndSay(commune, district);
    claim(line, district, commune, far + 10);
    line.rule(commune, { kind: 'accept', rev: far + 10 });
    claim(line, district, commune, far + 10);
    expect(line.rev(commune)).toBe(far + 11);
    line.heal();
    line.world.run(settled);
    expect(line.document(district)).toMatchObject({
      record: { rev: 1 },
      jump: { by: 'put', rev: far + 11, hop: commune },
    });
    line.change('2');
    expect(line.rule(district, { kind: 'accept', rev: far + 11 })).toBe(true);
    line.world.run(settled);
    expect(line.value(district)).toBe('2');
    expect(line.document(district)?.jump).toBeNull();
  });
});

describe('C3: documents that stand for a neighbour’s word alone', () => {
  const keysOf = (count: number, unit: string): string[] =>
    Array.from({ length: count }, (_, at) => `u2-tally-onestop/${unit}/${at}`);

  test('a flood of claims writes some thousands of documents at once, then so many a second', () => {
    const line = new Line();
    const { store } = line.site(commune);
    const chain = [{ site: district, rev: 1, tag, displaced: null }];
    const flood = (from: number): void => {
      const entries = keysOf(from + 10_000, '20116@0').map((of) => ({ key: of, chain }));
      line.world.deliver(district, commune, { kind: 'have', took: 0, entries: entries.slice(from) });
    };
    flood(0);
    expect(store.documents.size).toBe(mostAtOnce);
    line.world.run(10_000);
    flood(10_000);
    expect(store.documents.size).toBe(mostAtOnce + 500);
  });

  test('a wiped site still learns all that its neighbour holds of it, within the hour', () => {
    const units = Array.from({ length: 7 }, (_, at) => `2011${at}@0`);
    const [, above, below] = threeSites as [Site, Site, Site];
    const line = new Line({
      sites: [
        { ...above, parent: null },
        { ...below, owns: units },
      ],
    });
    const change = { value: null, content: null, tombstone: true, src: 1, restored: false };
    for (const unit of units)
      line.world.put(
        line.site(commune),
        keysOf(1_000, unit).map((of) => ({ key: of, change, spans: [] })),
      );
    line.world.run(hour);
    expect(line.site(district).store.documents.size).toBe(7_000);
    line.restore(commune);
    line.world.run(hour);
    const { documents } = line.site(commune).store;
    expect(documents.size).toBe(7_000);
    expect([...documents.values()].every(({ document }) => document.record === null)).toBe(true);
  });
});

describe('A6: a mark for each loss', () => {
  /** Restored and raised once: marked everywhere. */
  function restored(): Line {
    const line = new Line({ consumersAt: [province] });
    line.changes('1');
    const backup = line.snapshot(commune);
    line.changes('2', '3');
    line.restore(commune, backup);
    line.world.run(settled);
    return line;
  }

  test('a person at the owner lifts the mark, and it goes at every level; a change leaves it lifted', () => {
    const line = restored();
    expect(line.state().marked).toEqual([true, true, true]);
    expect(line.rule(commune, { kind: 'lift', broke: 4 })).toBe(true);
    line.world.run(settled);
    expect(line.state()).toEqual({ values: ['1', '1', '1'], revs: [5, 5, 5], marked: [false, false, false] });
    line.changes('new');
    expect(line.state().marked).toEqual([false, false, false]);
    expect(line.document(province)?.record).toMatchObject({ broke: 4, lifted: 4 });
  });

  test('the next loss is a mark of its own', () => {
    const line = restored();
    const backup = line.snapshot(commune);
    line.rule(commune, { kind: 'lift', broke: 4 });
    line.changes('lost');
    line.restore(commune, backup);
    line.world.run(settled);
    expect(line.state().marked).toEqual([true, true, true]);
    const again = line.document(commune)?.record?.broke ?? 0;
    line.rule(commune, { kind: 'lift', broke: again });
    const lifted = line.snapshot(commune);
    line.changes('lost too');
    line.restore(commune, lifted);
    line.world.run(settled);
    expect(line.state().marked).toEqual([true, true, true]);
  });

  test('nobody lifts a mark that they have not seen, nor elsewhere than at the owner', () => {
    const line = restored();
    expect(line.rule(commune, { kind: 'lift', broke: 3 })).toBe(false);
    expect(line.rule(district, { kind: 'lift', broke: 4 })).toBe(false);
    expect(line.rule(province, { kind: 'lift', broke: 4 })).toBe(false);
    line.world.run(settled);
    expect(line.state().marked).toEqual([true, true, true]);
    expect(line.rule(commune, { kind: 'lift', broke: 4 })).toBe(true);
    expect(line.rule(commune, { kind: 'lift', broke: 4 })).toBe(false);
  });
});
