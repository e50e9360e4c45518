import { createHash } from 'node:crypto';
import { stampOf } from '../src/domain/document.ts';
import type { SiteRecord } from '../src/domain/record.ts';
import { hour } from './simulation/world.ts';
import { commune, district, key, Line, province } from './three-sites.ts';

const file = 'u4-file/20116@0/one';

/** A file that all three sites hold. */
function putFile(line: Line, size: number): { hash: string; size: number } {
  const bytes = Buffer.alloc(size, 'đơn thư');
  const hash = createHash('sha256').update(bytes).digest('hex');
  line.site(commune).store.storePart(hash, size, 0, bytes);
  line.world.change(commune, file, '', { value: null, content: { hash, size, type: '' } });
  line.world.run(hour);
  expect(line.state(file).revs).toEqual([1, 1, 1]);
  return { hash, size };
}

const isWhole = (line: Line, site: string, { hash, size }: { hash: string; size: number }): boolean =>
  line.site(site).store.heldParts(hash, size).complete;

/** A site finds that the content of its record is gone. */
function lack(line: Line, id: string, of = key): void {
  const site = line.site(id);
  const document = line.document(id, of);
  if (!site.engine || !document) throw new Error(`${id} holds no ${of}.`);
  line.world.drive(site, site.engine.lacking(of, stampOf(document)));
}

/** The district's record, as a message that will come late to the province. */
function lateRecord(line: Line): SiteRecord {
  const record = line.document(district)?.record;
  if (!record) throw new Error(`${district} holds no ${key}.`);
  return record;
}

const comesLate = (line: Line, record: SiteRecord): void =>
  line.world.deliver(district, province, { kind: 'put', key, record, spans: [] });

test('a relay that lost a content gets it again with the record, and nobody raises or marks anything', () => {
  const line = new Line();
  const content = putFile(line, 60_000);
  line.site(district).store.contents.delete(content.hash);
  lack(line, district, file);
  expect(line.rev(district, file)).toBe(0);
  expect(line.confirmed(file)).toEqual([district, province]);
  // Within the longest back-off step (R3).
  line.world.run(4 * hour);
  expect(isWhole(line, district, content)).toBe(true);
  expect(line.state(file)).toMatchObject({ revs: [1, 1, 1], marked: [false, false, false] });
  expect(line.confirmed(file)).toEqual([district, province]);
  expect(line.traffic().put).toBeGreaterThan(0);
  line.world.run(hour);
  expect(line.traffic()).toEqual({ put: 0, have: 0 });
});

test('R11: an owner that lacks the content of its record gets it from its next hop, whatever its size, and nothing is raised', () => {
  const line = new Line();
  const content = putFile(line, 3_000_000);
  line.site(commune).store.contents.delete(content.hash);
  lack(line, commune, file);
  line.world.run(hour);
  expect(isWhole(line, commune, content)).toBe(true);
  expect(line.state(file)).toMatchObject({ revs: [1, 1, 1], marked: [false, false, false] });
  const idle = line.world.messages.have;
  line.world.run(hour);
  expect(line.world.messages.have).toBe(idle);
});

test('R11: what the owner lacks comes also over a line that was cut meanwhile, and from a hop that was started anew', () => {
  const line = new Line();
  const content = putFile(line, 6_000_000);
  line.site(commune).store.contents.delete(content.hash);
  lack(line, commune, file);
  const held = (): number => line.site(commune).store.contents.get(content.hash)?.size ?? 0;
  while (held() === 0) line.world.run(100);
  expect(isWhole(line, commune, content)).toBe(false);
  line.cutAndSay(commune, district);
  line.world.run(hour / 60);
  line.world.kill(line.site(district));
  line.world.start(line.site(district));
  line.heal();
  line.world.run(hour / 4);
  expect(isWhole(line, commune, content)).toBe(true);
});

test('R13: only a hop towards the owner is sent the content of a record that it says it lacks', () => {
  const line = new Line();
  const content = putFile(line, 60_000);
  const wish = { hash: content.hash, runs: [], complete: false, wanted: file };
  line.world.deliver(province, district, { kind: 'have', entries: [], took: 0, parts: [wish] });
  line.world.run(1_000);
  expect(line.site(district).engine?.memory.refused.get(province)).toMatchObject({
    reason: 'not_previous_hop',
    key: file,
  });
  expect(line.site(district).engine?.memory.transfers.size).toBe(0);
});

test('R13: two neighbours that announce one content at once are both sent for it, and neither is taken for the other', () => {
  const line = new Line();
  const bytes = Buffer.alloc(600_000, 'mẫu đơn');
  const hash = createHash('sha256').update(bytes).digest('hex');
  const change = { value: null, content: { hash, size: bytes.length, type: '' } };
  for (const site of [commune, province]) line.site(site).store.storePart(hash, bytes.length, 0, bytes);
  const unexpected: string[] = [];
  line.world.observers.push({
    sent: (_from, hop, message) => {
      if (message.kind === 'have' && message.parts?.some(({ isUnexpected }) => isUnexpected))
        unexpected.push(hop);
    },
  });
  line.world.change(commune, file, '', change);
  line.world.change(province, 'd4-form/46@0/one', '', change);
  line.world.run(hour);
  expect(unexpected).toEqual([]);
  expect(line.state(file).revs).toEqual([1, 1, 1]);
  expect(line.state('d4-form/46@0/one').revs).toEqual([1, 1, 1]);
});

test('whoever let go of a record without its content stays witness: an owner that lost it meanwhile goes above, marked', () => {
  const line = new Line();
  line.changes('one');
  const before = line.snapshot(commune);
  line.changes('two');
  line.cut(commune, district);
  lack(line, district);
  lack(line, province);
  // Neither believes any more that the other holds it.
  line.world.run(hour);
  line.restore(commune, before);
  line.heal();
  line.world.run(hour);
  expect(line.state()).toEqual({
    values: ['one', 'one', 'one'],
    revs: [3, 3, 3],
    marked: [true, true, true],
  });
});

test('who is witness of one lost state already does not let go of another: the owner answers both, marked', () => {
  const line = new Line();
  line.cut(district, province);
  line.changes('one', 'two', 'three');
  const late = lateRecord(line);
  line.restore(commune);
  line.restore(district);
  line.heal();
  line.changes('new');
  line.cut(district, province);
  comesLate(line, late);
  expect(line.document(province)).toMatchObject({ record: { rev: 3 }, displaced: { rev: 1 } });
  lack(line, province);
  line.world.run(hour);
  line.change('newer');
  line.heal();
  line.world.run(hour);
  expect(line.state()).toEqual({
    values: ['newer', 'newer', 'newer'],
    revs: [4, 4, 4],
    marked: [true, true, true],
  });
});

test('who let go of a record takes no older one that comes late: it could not stay witness of both', () => {
  const line = new Line();
  line.changes('lost');
  const late = lateRecord(line);
  for (const site of [commune, district, province]) line.restore(site);
  line.changes('one', 'two');
  line.cut(district, province);
  lack(line, province);
  comesLate(line, late);
  expect(line.document(province)).toMatchObject({ record: null, displaced: { rev: 2 } });
  line.heal();
  line.world.run(hour);
  expect(line.state()).toEqual({
    values: ['two', 'two', 'two'],
    revs: [2, 2, 2],
    marked: [false, false, false],
  });
});

test('an owner keeps the record whose content is gone, and a stamp that is no more the present one changes nothing', () => {
  const line = new Line();
  line.changes('one');
  const earlier = stampOf(line.document(district) as NonNullable<ReturnType<Line['document']>>);
  lack(line, commune);
  line.changes('two');
  const { engine } = line.site(district);
  if (engine) line.world.drive(line.site(district), engine.lacking(key, earlier));
  expect(line.state().values).toEqual(['two', 'two', 'two']);
});
