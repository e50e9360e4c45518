import { valueDigest } from '@lienthong/messaging';
import fc from 'fast-check';
import type { LostFactStore } from '../../src/commands/ports.ts';
import { tallyId } from '../../src/domain/day-summary.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { encodeTally } from '../../src/projections/day-tally.ts';
import type {
  FactStore,
  StoredTally,
  TallyStore,
  TallyWrite,
  WriteCounted,
} from '../../src/projections/ports.ts';

/** What befalls a call to a store: it answers, it fails before the work, or it fails after it (an unknown outcome); and how slowly. */
export interface Fate {
  end: 'answers' | 'fails' | 'fails after the work';
  /** Turns of the event loop before and after the work, so that what runs side by side really interleaves. */
  before: number;
  after: number;
}

export const aFate: fc.Arbitrary<Fate> = fc.record({
  end: fc.oneof(
    { arbitrary: fc.constant('answers' as const), weight: 12 },
    { arbitrary: fc.constant('fails' as const), weight: 1 },
    { arbitrary: fc.constant('fails after the work' as const), weight: 1 },
  ),
  before: fc.nat({ max: 6 }),
  after: fc.nat({ max: 15 }),
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Stores in memory on whose every call a test decides, to try orders and failures by the thousand. */
export function createMemoryStores(fate: () => Fate) {
  const facts = new Map<string, Fact>();
  const tallies = new Map<string, StoredTally>();

  async function befall<T>(work: () => T): Promise<T> {
    const { end, before, after } = fate();
    await turns(before);
    if (end === 'fails') throw new Error('the store failed');
    const result = work();
    await turns(after);
    if (end === 'fails after the work') throw new Error('the answer was lost');
    return result;
  }

  const factStore: Pick<
    FactStore,
    'insert' | 'ofDay' | 'withIds' | 'outline' | 'holdsEvent' | 'remove' | 'replace'
  > = {
    insert: (all) =>
      befall(() => {
        const before = facts.size;
        for (const fact of all) if (!facts.has(fact.id)) facts.set(fact.id, fact);
        return facts.size - before;
      }),
    ofDay: (unit, day) =>
      befall(() => [...facts.values()].filter((fact) => fact.unit === unit && fact.day === day)),
    withIds: (ids) => befall(() => ids.flatMap((id) => facts.get(id) ?? [])),
    async *outline(unit, days) {
      yield* await befall(() =>
        [...facts.values()].filter((fact) => fact.unit === unit && (days?.includes(fact.day) ?? true)),
      );
    },
    remove: (ids) => befall(() => ids.forEach((id) => facts.delete(id))),
    replace: (anew) => befall(() => anew.forEach((fact) => facts.set(fact.id, fact))),
    holdsEvent: async (eventId) => facts.has(`${eventId}:0`),
  };
  function replaceTally({ tally, expected, src, lineage, lostAt }: TallyWrite): boolean {
    const id = tallyId(tally);
    if ((tallies.get(id)?.src ?? 0) !== expected) return false;
    const value = encodeTally(tally);
    tallies.set(id, {
      ...tallies.get(id),
      ...tally,
      src,
      lineage,
      value,
      valueDigest: valueDigest(value),
      ...(lostAt === undefined ? {} : { lostAt }),
    });
    return true;
  }
  /** In order up to the first that is refused; a guard that does not hold refuses nothing behind it. */
  const writeCounted: WriteCounted = (all, writes) =>
    befall(() => {
      for (const fact of all) {
        if (facts.has(fact.id)) return false;
        facts.set(fact.id, fact);
      }
      let isWhole = true;
      for (const write of writes) {
        isWhole = replaceTally(write) && isWhole;
        if (!isWhole && write.expected === 0) return false;
      }
      return isWhole;
    });
  const tallyStore: Pick<TallyStore, 'find' | 'write' | 'outline'> = {
    find: (unit, day) => befall(() => tallies.get(tallyId({ unit, day }))),
    outline: (unit) => befall(() => [...tallies.values()].filter((tally) => tally.unit === unit)),
    write: (writes) =>
      befall(() => {
        const held = writes.map(replaceTally);
        // As the real one: one update that was not held says nothing of the others.
        const allHeld = held.every((one, index) => one || writes[index]?.expected === 0);
        return held.map((one, index) => (writes[index]?.expected === 0 ? one : allHeld));
      }),
  };
  /** What the owner lost, by fact. */
  const lost = new Map<string, { day: string; unmarked: boolean; counted: boolean; returned: boolean }>();
  const lostStore: Pick<LostFactStore, 'keep' | 'unmarkedDays' | 'keptDays' | 'marked' | 'returned'> = {
    keep: (all, _at, { counted }) =>
      befall(() =>
        all.forEach(({ id, day }) => {
          const before = lost.get(id);
          if (!before || before.returned || before.counted !== counted || (!counted && !before.unmarked))
            lost.set(id, { day, unmarked: !counted, counted, returned: false });
        }),
      ),
    unmarkedDays: () =>
      befall(() => [...new Set([...lost.values()].flatMap((one) => (one.unmarked ? one.day : [])))]),
    keptDays: () =>
      befall(() => [...lost.values()].flatMap((one) => (one.counted && !one.returned ? one.day : []))),
    marked: (_unit, days) =>
      befall(() =>
        [...lost.values()].forEach((one) => {
          if (days.includes(one.day)) one.unmarked = false;
        }),
      ),
    returned: (ids) =>
      befall(() =>
        ids.forEach((id) => {
          const one = lost.get(id);
          if (one) one.returned = true;
        }),
      ),
  };
  return {
    history: { inherited: () => befall(() => undefined) },
    lostFacts: lostStore as LostFactStore,
    heldLost: lost,
    /** Any other call that a test lets succeed or fail. */
    befall,
    facts: factStore as FactStore,
    tallies: tallyStore as TallyStore,
    writeCounted,
    heldFacts: facts,
    heldTallies: tallies,
  };
}
