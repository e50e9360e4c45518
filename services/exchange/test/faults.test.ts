import type { Message } from '../src/domain/messages.ts';
import { commune, district, key, Line, province } from './three-sites.ts';
import { hour, minute } from './simulation/world.ts';

const sumsPeriod = hour;
const settled = 12 * hour;

describe('three sites in a line: faults on the way (the cases of the protocol)', () => {
  test('13: killed after each single step of every handler, the end is the same', () => {
    for (let killAt = 0; ; killAt += 1) {
      const line = new Line();
      let steps = 0;
      line.world.restartAfter = () => 5 * minute;
      line.world.atStep = () => {
        steps += 1;
        return steps === killAt + 1 ? 'kill' : 'go on';
      };
      let written = false;
      const write = (): void => {
        written = line.world.change(commune, key, '1');
        if (!written) line.world.after(6 * minute, write);
      };
      write();
      line.world.run(settled);
      line.world.atStep = undefined;
      expect({ killAt, ...line.state() }).toMatchObject({ killAt, values: ['1', '1', '1'] });
      expect(new Set(line.state().revs).size).toBe(1);
      expect(line.confirmed()).toEqual([district, province]);
      if (steps <= killAt) break;
    }
  });

  test('14: every message three times and again after a week: the same end, and no value goes back', () => {
    const line = new Line();
    const sent: [string, string, Message][] = [];
    const shown: number[] = [];
    line.world.observers.push({
      sent: (from, hop, message) => sent.push([from.id, hop, message]),
      written: (site, write) => {
        if (site.id === province && write.document.record) shown.push(write.document.record.rev);
      },
    });
    line.changes('1', '2', '3');
    line.world.run(hour);
    const replay = [...sent];
    for (const [from, to, message] of replay)
      for (let copy = 0; copy < 2; copy += 1) line.world.deliver(from, to, message);
    line.world.run(7 * 24 * hour);
    for (const [from, to, message] of replay) line.world.deliver(from, to, message);
    line.world.run(settled);
    expect(line.state()).toEqual({ values: ['3', '3', '3'], revs: [3, 3, 3], marked: [false, false, false] });
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    expect(line.confirmed()).toEqual([district, province]);
  });

  test('15: a stale answer that flips the belief a hundred times in a minute causes one put a back-off step at most', () => {
    const line = new Line();
    const answers: Message[] = [];
    line.world.observers.push({
      sent: (from, hop, message) => {
        if (from.id === district && hop === commune && message.kind === 'have') answers.push(message);
      },
    });
    line.changes('1');
    const stale = answers[0] as Message;
    line.changes('2');
    const right = answers.at(-1) as Message;
    line.world.run(hour);
    line.traffic();
    for (let flip = 0; flip < 100; flip += 1) {
      line.world.deliver(district, commune, flip % 2 === 0 ? stale : right);
      line.world.run(minute / 100);
    }
    expect(line.traffic().put).toBeLessThanOrEqual(1);
    line.world.run(settled);
    expect(line.state().values).toEqual(['2', '2', '2']);
    expect(line.confirmed()).toEqual([district, province]);
  });

  test('16: a courier brings a higher rev of a former life last: the new value stays, raised once more', () => {
    const line = new Line();
    line.changes('1');
    const old = line.snapshot(commune);
    line.cut(commune, district);
    const courier: Message[] = [];
    line.world.observers.push({
      sent: (from, hop, message) => {
        if (from.id === commune && hop === district && message.kind === 'put') courier.push(message);
      },
    });
    for (const value of ['2', '3', '4', '5']) {
      line.change(value);
      line.world.run(hour / 4);
    }
    // Repeated: a courier carries the whole of it.
    line.world.run(hour / 4);
    const bundle = courier.at(-1) as Message;
    line.restore(commune, old);
    line.heal();
    line.changes('new');
    line.world.run(settled);
    const before = line.rev(commune);
    line.world.deliver(commune, district, bundle);
    line.world.run(settled);
    expect(line.state().values).toEqual(['new', 'new', 'new']);
    expect(line.state().marked).toEqual([true, true, true]);
    expect(line.rev(province)).toBeGreaterThan(Math.max(before, 5));
  });

  test('17: a lost answer of the province: the owner knows the level within one sums period a tier', () => {
    const line = new Line();
    line.changes('1');
    let lost = false;
    line.world.atStep = (site, effect) => {
      if (!lost && site.id === province && effect.do === 'send' && effect.message.kind === 'have') {
        lost = true;
        line.world.cuts.add(`${province}>${district}`);
        line.world.after(minute, () => line.heal());
      }
      return 'go on';
    };
    line.change('2');
    line.world.run(2 * sumsPeriod + 20 * minute);
    expect(lost).toBe(true);
    expect(line.confirmed()).toEqual([district, province]);
  });

  test('18: no answer before the write: a store that fails is never followed by a have', () => {
    const line = new Line();
    let haves = 0;
    line.world.observers.push({
      sent: (from, _hop, message) => {
        if (from.id === district && message.kind === 'have') haves += 1;
      },
    });
    line.world.atStep = (site, effect) => (site.id === district && effect.do === 'write' ? 'kill' : 'go on');
    line.change('1');
    line.world.run(hour);
    expect(haves).toBe(0);
    line.world.atStep = undefined;
    line.world.run(settled);
    expect(line.state().values).toEqual(['1', '1', '1']);
  });

  test('a record on its way goes on while it is written; what reads it here waits for the write, and nobody is told before', () => {
    const line = new Line({ consumersAt: [district] });
    line.changes('1');
    const seen: string[] = [];
    line.world.observers.push({
      sent(from, hop, message) {
        const isOfRecord = message.kind === 'put' || message.kind === 'have';
        if (from.id === district && isOfRecord)
          seen.push(`${message.kind} ${hop.replace(/^~.*/, 'own service')}`);
      },
      written(site, { document }) {
        if (site.id === district && document.record?.rev === 2) seen.push('written');
      },
    });
    line.change('2');
    line.world.run(hour / 4);
    expect(seen.slice(0, 4)).toEqual([`put ${province}`, 'written', `have ${commune}`, 'put own service']);
    expect(line.confirmed()).toEqual(expect.arrayContaining([district, province]));
  });

  test('a district that dies while it writes has passed the record on, holds nothing, and gets it again', () => {
    const line = new Line();
    line.changes('1');
    line.world.atStep = (site, effect) => (site.id === district && effect.do === 'write' ? 'kill' : 'go on');
    line.change('2');
    line.world.run(hour);
    expect([line.value(province), line.value(district), line.confirmed()]).toEqual(['2', '1', [province]]);
    line.world.atStep = undefined;
    line.world.run(settled);
    expect(line.state()).toEqual({ values: ['2', '2', '2'], revs: [2, 2, 2], marked: [false, false, false] });
    expect(line.confirmed()).toEqual([district, province]);
  });

  test('23: a tombstone, then a courier with the value: it stays deleted', () => {
    const line = new Line();
    let first: Message | undefined;
    line.world.observers.push({
      sent: (from, _hop, message) => {
        if (from.id === commune && message.kind === 'put') first ??= message;
      },
    });
    line.changes('1');
    line.world.change(commune, key, '', { value: null, tombstone: true });
    line.world.run(hour);
    line.world.deliver(commune, district, first as Message);
    line.world.run(settled);
    expect(line.state()).toEqual({
      values: ['deleted', 'deleted', 'deleted'],
      revs: [2, 2, 2],
      marked: [false, false, false],
    });
  });

  test('24: two processes change one document at once: no rev is used twice', () => {
    const line = new Line();
    const site = line.site(commune);
    const second = line.world.createEngine(site);
    const records = new Map<number, string>();
    line.world.observers.push({
      written: (at, { document }) => {
        if (at.id !== commune || !document.record) return;
        expect(records.get(document.record.rev) ?? document.record.tag).toBe(document.record.tag);
        records.set(document.record.rev, document.record.tag);
      },
    });
    let src = 100;
    for (let round = 0; round < 20; round += 1) {
      let interfering = false;
      line.world.atStep = (_site, effect) => {
        // Between the one's reading and its writing the other one writes.
        if (effect.do === 'write' && !interfering) {
          interfering = true;
          const change = {
            value: Buffer.from(`b${src}`),
            content: null,
            tombstone: false,
            src: src * 10 - 5,
            restored: false,
          };
          line.world.drive(
            site,
            second.put([{ key, change, spans: [] }], () => undefined),
          );
        }
        return 'go on';
      };
      src += 1;
      line.world.change(commune, key, `a${src}`, { src: src * 10 });
    }
    line.world.atStep = undefined;
    line.world.run(settled);
    expect([...records.keys()]).toEqual([...records.keys()].map((_, at) => at + 1));
    expect(records.size).toBe(40);
    expect(new Set(line.state().revs).size).toBe(1);
  });

  test('25: more than 64 changes that were sent: no raise on the owner’s own old stamps', () => {
    const line = new Line();
    line.changes('0');
    const old = line.snapshot(district);
    for (let change = 1; change <= 100; change += 1) line.changes(String(change));
    line.world.run(settled);
    expect(line.document(province)?.record?.seen).toHaveLength(64);
    expect(line.document(province)?.record?.base).toBe(37);
    line.restore(district, old);
    line.world.run(settled);
    expect(line.state()).toEqual({
      values: ['100', '100', '100'],
      revs: [101, 101, 101],
      marked: [false, false, false],
    });
  });

  describe('a neighbour who was said to be away', () => {
    const hello: Message = {
      kind: 'hello',
      site: district,
      fresh: false,
      silent: [],
      below: undefined,
      heard: [],
      instance: 'one',
      twins: [],
      sentAt: 0,
    };
    let line: Line;

    /** A change waits for it; two minutes have gone by since. */
    beforeEach(() => {
      line = new Line();
      line.world.run(2 * hour);
      const site = line.site(commune);
      line.world.cuts.add(`${district}>${commune}`);
      if (site.engine) line.world.drive(site, site.engine.setLink(district, false));
      line.change('1');
      line.world.run(2 * minute);
      expect(line.value(district)).toBeUndefined();
      line.world.cuts.clear();
    });

    test('is sent what waits as soon as it is heard', () => {
      line.world.deliver(district, commune, hello);
      line.world.run(minute / 2);
      expect(line.value(district)).toBe('1');
    });

    test('is not back because something is worked upon that it had said before', () => {
      const site = line.site(commune);
      const at = line.world.now - 2 * minute - 1;
      if (site.engine) line.world.drive(site, site.engine.receive([{ from: district, message: hello, at }]));
      line.world.run(minute / 2);
      expect(line.value(district)).toBeUndefined();
    });
  });
});
