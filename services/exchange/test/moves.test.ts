import { maySettle } from '../src/domain/decide.ts';
import type { Route } from '../src/domain/route.ts';
import { rules } from '../src/domain/rules.ts';
import { higherStamp } from '../src/domain/stamp.ts';
import { hour } from './simulation/world.ts';
import { commune, district, key, Line, province, threeSites } from './three-sites.ts';

const settled = 12 * hour;

describe('three sites in a line: moves, two owners (the cases of the protocol)', () => {
  const moved = threeSites.map((site) => (site.id === commune ? { ...site, parent: province } : site));

  test('19: moved to the province while the district still forwards: no value goes back, the former copy is not current', () => {
    const line = new Line();
    line.changes('1');
    line.cut(district, province);
    line.changes('2');
    line.world.publish(moved);
    line.world.learn(line.site(commune));
    line.world.learn(line.site(province));
    line.changes('3');
    line.world.run(hour);
    const shown: string[] = [];
    line.world.observers.push({
      written: (site) => {
        if (site.id === province) shown.push(line.value(province) ?? '');
      },
    });
    line.heal();
    line.world.run(settled);
    expect(line.value(province)).toBe('3');
    expect(shown).not.toContain('2');
    line.world.learn(line.site(district));
    line.world.run(settled);
    expect(line.value(district)).toBe('2');
    expect(line.document(district)?.openTo).toEqual([]);
    expect(line.confirmed()).toContain(province);
  });

  test('20: moved to the province and back again: everything is equal', () => {
    const line = new Line();
    line.changes('1');
    for (const [sites, value] of [
      [moved, '2'],
      [threeSites, '3'],
    ] as const) {
      line.world.publish(sites);
      for (const site of [commune, province, district]) {
        line.world.learn(line.site(site));
        line.world.run(hour);
      }
      line.changes(value);
      line.world.run(settled);
    }
    expect(line.state()).toEqual({ values: ['3', '3', '3'], revs: [3, 3, 3], marked: [false, false, false] });
    expect(line.confirmed()).toEqual([district, province]);
  });

  test('21: handed over while the old owner writes with its old directory: the new owner’s value, marked', () => {
    const line = new Line();
    line.changes('1');
    line.cut(commune, district);
    line.world.publish(
      threeSites.map((site) => {
        if (site.id === commune) return { ...site, owns: [], formerlyOwned: ['20116@0'] };
        return site.id === district ? { ...site, owns: ['482@0', '20116@0'] } : site;
      }),
    );
    line.world.learn(line.site(district));
    line.world.learn(line.site(province));
    line.change('stranded');
    line.change('stranded too');
    line.change('new', key, district);
    line.world.run(hour);
    line.heal();
    line.world.run(settled);
    line.world.learn(line.site(commune));
    line.world.run(settled);
    expect(line.value(district)).toBe('new');
    expect(line.value(province)).toBe('new');
    expect(line.isMarked(province)).toBe(true);
    // The stranded write stays at its site, which is no longer on the way of the key.
    expect(line.value(commune)).toBe('stranded too');
    expect(line.document(commune)).toMatchObject({ openTo: [], stranded: true });
    // Nobody tells it of the successor's record: a person says that it was entered there.
    expect(line.rule(commune, { kind: 'entered', rev: 1 })).toBe(false);
    const strandedRev = line.document(commune)?.record?.rev ?? 0;
    expect(line.rule(commune, { kind: 'entered', rev: strandedRev, tag: 'another' })).toBe(false);
    expect(line.rule(commune, { kind: 'entered', rev: strandedRev })).toBe(true);
    expect(line.document(commune)?.stranded).toBe(false);
    line.restore(commune, line.snapshot(commune));
    line.world.run(settled);
    expect(line.document(commune)?.stranded).toBe(false);
  });

  test('21: what a former owner counted before it knew, and put after: stranded there, never over a record of its successor', () => {
    const line = new Line();
    line.changes('1');
    line.world.publish(
      threeSites.map((site) => {
        if (site.id === district) return { ...site, owns: ['482@0', '20116@0'] };
        return site.id === commune ? { ...site, owns: [], formerlyOwned: ['20116@0'] } : site;
      }),
    );
    for (const site of [commune, district, province]) line.world.learn(line.site(site));
    line.change('counted before', key);
    line.world.run(settled);
    expect(line.value(commune)).toBe('counted before');
    expect(line.document(commune)).toMatchObject({ openTo: [], stranded: true });
    expect([line.value(district), line.value(province)]).toEqual(['1', '1']);
    // Who passes on what the new owner wrote, or never wrote the unit, keeps nothing of its own there.
    line.change('2', key, district);
    line.world.run(settled);
    expect(line.world.change(province, key, 'nothing of its own')).toBe(false);
    expect(line.value(province)).toBe('2');
  });

  test('21: a walk finds what was stranded here before the unit came back, though nothing is open', () => {
    const way = { previous: null, next: [district], reach: { [district]: 2 }, lane: 2 } as const;
    const owner: Route = { ...way, isOwner: true, onRoute: true };
    const record = { rev: 1, tag: 'a', by: commune };
    const heard = { [district]: { chain: [{ site: district, rev: 1, tag: 'a', displaced: null }], at: 0 } };
    const outline = { key, record, displaced: null, heard, openTo: [], stranded: true };
    expect(maySettle(outline, owner, rules, commune)).toBe(true);
    expect(maySettle({ ...outline, stranded: false }, owner, rules, commune)).toBe(false);
  });

  test('21: a former owner on the way of its successor writes nothing over the record that it passes on', () => {
    const line = new Line();
    line.world.publish(
      threeSites.map((site) => (site.id === district ? { ...site, formerlyOwned: ['20116@0'] } : site)),
    );
    for (const site of [commune, district, province]) line.world.learn(line.site(site));
    line.changes('1');
    expect(line.world.change(district, key, 'counted before')).toBe(false);
    line.world.run(settled);
    expect(line.state()).toEqual({ values: ['1', '1', '1'], revs: [1, 1, 1], marked: [false, false, false] });
  });

  test('22: two live copies of one site: contested after eight raises, then nothing is sent', () => {
    const line = new Line();
    line.changes('1');
    const world = line.world;
    const original = line.site(commune);
    const states = [original.store.snapshot(), original.store.snapshot()];
    // The two machines are on the line in turn, each with its own store.
    for (let turn = 0; turn < 60; turn += 1) {
      const own = turn % 2;
      line.restore(commune, states[own]);
      if (turn < 2) line.change(`copy ${own}`);
      world.run(3 * hour);
      states[own] = original.store.snapshot();
    }
    const [a, b] = states.map((state) => state.documents.get(key)?.document);
    // One of them gives up; the other has nothing left to answer until it meets a write of the first again.
    expect(a?.contested || b?.contested).toBe(true);
    expect(Math.max(a?.raises ?? 0, b?.raises ?? 0)).toBe(8);
    expect(higherStamp(a?.record ?? null, b?.record ?? null)?.rev).toBeLessThanOrEqual(2 + 16);
    line.traffic();
    world.run(24 * hour);
    expect(line.traffic()).toEqual({ put: 0, have: 0 });

    // The machine that is left says that its record stands: without a write of that day, at every level.
    const left = a?.contested ? 0 : 1;
    line.restore(commune, states[left]);
    world.run(settled);
    const rev = line.document(commune)?.record?.rev ?? 0;
    expect(line.rule(commune, { kind: 'keep', rev: rev - 1 })).toBe(false);
    expect(line.rule(commune, { kind: 'keep', rev, tag: 'another' })).toBe(false);
    expect(line.rule(commune, { kind: 'keep', rev })).toBe(true);
    world.run(settled);
    expect(line.document(commune)?.contested).toBe(false);
    expect(line.state().values).toEqual([`copy ${left}`, `copy ${left}`, `copy ${left}`]);
    expect(line.isMarked(province)).toBe(true);
    expect(line.rule(commune, { kind: 'keep', rev: line.document(commune)?.record?.rev ?? 0 })).toBe(false);
  });
});
