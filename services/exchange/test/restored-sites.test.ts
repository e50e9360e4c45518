import { commune, district, Line, province } from './three-sites.ts';
import { hour, minute } from './simulation/world.ts';

const sumsPeriod = hour;
const settled = 12 * hour;

describe('three sites in a line: lost and restored stores (the cases of the protocol)', () => {
  test('1: after two changes both levels are confirmed, then nothing is sent any more', () => {
    const line = new Line();
    line.changes('1', '2');
    line.world.run(hour);
    expect(line.state()).toEqual({ values: ['2', '2', '2'], revs: [2, 2, 2], marked: [false, false, false] });
    expect(line.confirmed()).toEqual([district, province]);
    line.traffic();
    line.world.run(48 * hour);
    expect(line.traffic()).toEqual({ put: 0, have: 0 });
  });

  test('2: an owner restored from rev 3 to rev 1 raises to rev 4 with its old value, marked, the lost one kept as evidence', () => {
    const line = new Line();
    line.changes('1');
    const old = line.snapshot(commune);
    line.changes('2', '3');
    line.restore(commune, old);
    line.world.run(settled);
    expect(line.state()).toEqual({ values: ['1', '1', '1'], revs: [4, 4, 4], marked: [true, true, true] });
    expect(line.document(province)?.record?.broke).toBe(4);
    expect(line.evidence(district)).toContainEqual({ rev: 3, value: '3' });
    expect(line.evidence(province)).toContainEqual({ rev: 3, value: '3' });
  });

  test('3: restored, cut off, five changes: rev 7, marked, the last value everywhere', () => {
    const line = new Line();
    line.changes('1');
    const old = line.snapshot(commune);
    line.changes('2', '3');
    line.cut(commune, district);
    line.restore(commune, old);
    for (const value of ['a', 'b', 'c', 'd', 'e']) line.change(value);
    line.world.run(hour);
    line.heal();
    line.world.run(settled);
    expect(line.state()).toEqual({ values: ['e', 'e', 'e'], revs: [7, 7, 7], marked: [true, true, true] });
  });

  test('4: as 3 and the district re-imaged: still marked, since the province has it', () => {
    const line = new Line();
    line.changes('1');
    const old = line.snapshot(commune);
    line.changes('2', '3');
    line.cut(commune, district);
    line.restore(commune, old);
    for (const value of ['a', 'b', 'c', 'd', 'e']) line.change(value);
    line.restore(district);
    line.world.run(hour);
    line.heal();
    line.world.run(settled);
    expect(line.state()).toEqual({ values: ['e', 'e', 'e'], revs: [7, 7, 7], marked: [true, true, true] });
  });

  test('5: restored, the district re-imaged, the province cut off: the same rev with two values ends equal and marked', () => {
    const line = new Line();
    line.changes('1');
    const old = line.snapshot(commune);
    line.changes('2');
    line.cut(district, province);
    line.restore(district);
    line.restore(commune, old);
    line.change('other 2');
    line.world.run(hour);
    expect(line.rev(district)).toBe(2);
    expect(line.value(district)).toBe('other 2');
    line.heal();
    line.world.run(settled);
    expect(line.state()).toEqual({
      values: ['other 2', 'other 2', 'other 2'],
      revs: [3, 3, 3],
      marked: [true, true, true],
    });
  });

  test('6: a re-imaged owner that does nothing has a stub, the sums agree, nothing is sent', () => {
    const line = new Line();
    line.changes('1', '2');
    line.restore(commune);
    line.world.run(settled);
    expect(line.document(commune)).toMatchObject({ record: null });
    expect(line.value(province)).toBe('2');
    line.traffic();
    line.world.run(48 * hour);
    expect(line.traffic()).toEqual({ put: 0, have: 0 });
  });

  test('7: a re-imaged owner writes the key anew: rev 3, marked', () => {
    const line = new Line();
    line.changes('1', '2');
    line.restore(commune);
    line.world.run(settled);
    line.change('new');
    line.world.run(settled);
    expect(line.state()).toEqual({
      values: ['new', 'new', 'new'],
      revs: [3, 3, 3],
      marked: [true, true, true],
    });
  });

  test('8: a district restored while the owner believes it confirmed is repaired within one sums period, without a raise', () => {
    const line = new Line();
    line.changes('1');
    const old = line.snapshot(district);
    line.changes('2');
    line.site(district).store.restore(old);
    line.world.run(sumsPeriod + 20 * minute);
    expect(line.state()).toEqual({ values: ['2', '2', '2'], revs: [2, 2, 2], marked: [false, false, false] });
  });

  test('9: a re-imaged province is filled again, without a raise', () => {
    const line = new Line();
    line.changes('1', '2');
    line.restore(province);
    line.world.run(sumsPeriod + 20 * minute);
    expect(line.state()).toEqual({ values: ['2', '2', '2'], revs: [2, 2, 2], marked: [false, false, false] });
  });

  test('10: all three restored to the same state: equal, no mark, nothing sent', () => {
    const line = new Line();
    line.changes('1', '2');
    line.world.run(hour);
    const sites = [commune, district, province];
    const old = sites.map((site) => line.snapshot(site));
    line.changes('3', '4');
    sites.forEach((site, at) => line.restore(site, old[at]));
    line.traffic();
    line.world.run(settled);
    expect(line.state()).toEqual({ values: ['2', '2', '2'], revs: [2, 2, 2], marked: [false, false, false] });
    expect(line.traffic()).toEqual({ put: 0, have: 0 });
  });

  test('11: the database is restored under the running process, then three changes: marked', () => {
    const line = new Line();
    line.changes('1');
    const old = line.snapshot(commune);
    line.changes('2', '3');
    line.site(commune).store.restore(old);
    line.changes('a', 'b', 'c');
    line.world.run(settled);
    const state = line.state();
    expect(state.values).toEqual(['c', 'c', 'c']);
    expect(state.marked).toEqual([true, true, true]);
  });

  test('12: the wrong backup, work, then the right newer one: marked, two raises', () => {
    const line = new Line();
    line.changes('1');
    const wrong = line.snapshot(commune);
    line.changes('2', '3');
    const right = line.snapshot(commune);
    line.restore(commune, wrong);
    line.changes('x');
    line.world.run(settled);
    const first = line.document(commune)?.record?.broke ?? 0;
    line.restore(commune, right);
    line.world.run(settled);
    expect(line.state().values).toEqual(['3', '3', '3']);
    expect(line.state().marked).toEqual([true, true, true]);
    expect(line.document(province)?.record?.broke).toBeGreaterThan(first);
  });
});
