import { createHash } from 'node:crypto';
import { stampOf } from '../src/domain/document.ts';
import type { SiteRecord } from '../src/domain/record.ts';
import { hour } from './simulation/world.ts';
import { commune, district, key, Line, province } from './three-sites.ts';

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
  const bytes = Buffer.alloc(60_000, 'đơn thư');
  const hash = createHash('sha256').update(bytes).digest('hex');
  const file = 'u4-file/20116@0/one';
  const change = { value: null, content: { hash, size: bytes.length, type: '' } };
  line.site(commune).store.storePart(hash, bytes.length, 0, bytes);
  line.world.change(commune, file, '', change);
  line.world.run(hour);
  expect(line.state(file).revs).toEqual([1, 1, 1]);
  line.site(district).store.contents.delete(hash);
  lack(line, district, file);
  expect(line.rev(district, file)).toBe(0);
  expect(line.confirmed(file)).toEqual([district, province]);
  line.world.run(hour);
  expect(line.site(district).store.heldParts(hash, bytes.length).complete).toBe(true);
  expect(line.state(file)).toMatchObject({ revs: [1, 1, 1], marked: [false, false, false] });
  expect(line.confirmed(file)).toEqual([district, province]);
  expect(line.traffic().put).toBeGreaterThan(0);
  line.world.run(hour);
  expect(line.traffic()).toEqual({ put: 0, have: 0 });
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
