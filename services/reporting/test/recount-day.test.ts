import type { LocalDay, UnitKey } from '@lienthong/domain';
import { type HeldRecordState, unknownHere } from '@lienthong/messaging';
import { createRecountDay } from '../src/commands/recount-day.ts';
import type { WrittenTally } from '../src/projections/tally-projection-types.ts';
import type { StoredTally } from '../src/projections/ports.ts';

const place = { unit: '20116@0' as UnitKey, day: '2025-06-30' as LocalDay };
const stamp = { rev: 18, tag: 'aaaaaaaaaaaaaaaa' };
const own: HeldRecordState = { src: 3, foreign: '', stamp: undefined };
const stub: HeldRecordState = { src: 0, foreign: 'stub', stamp };
const formerOwner: HeldRecordState = { src: 0, foreign: 'former_owner', stamp };

/** A day without a fact here. `held`: how many facts the value that exchange or a neighbour holds was counted from. */
async function isCounted(
  state: HeldRecordState,
  stands: boolean,
  held: number | undefined,
): Promise<boolean> {
  const tally = { ...place, src: 2, value: new Uint8Array() } as Partial<StoredTally> as StoredTally;
  const recount = createRecountDay({
    facts: { countOfDay: async () => 0, beginning: async () => undefined },
    tallies: { find: async () => (stands ? tally : undefined) },
    history: { isMissing: () => false, noteMissing: async () => undefined, noteKnown: async () => undefined },
    raise: async () => ({ ...tally, src: 4, spans: [] }) as Partial<WrittenTally> as WrittenTally,
    compared: async () => undefined,
    factsHeld: async () => held,
  });
  return (await recount(place, state)) !== unknownHere;
}

test.each([
  ['own record, a tally stands: its facts were removed', own, true, 17, true],
  ['own record, no tally', own, false, 17, false],
  ['a stub of nothing', stub, false, 0, true],
  ['a stub, no tally', stub, false, 17, false],
  ['a stub, a tally stands that began after the machine was installed anew', stub, true, 17, false],
  ['a stub that nobody can show, a tally stands', stub, true, undefined, false],
  ['a former owner’s record, a tally stands', formerOwner, true, 17, false],
] as const)(
  'history: a day without facts becomes nothing only where nothing of another life is held: %s',
  async (_, state, stands, held, counted) => {
    expect(await isCounted(state, stands, held)).toBe(counted);
  },
);

test('B2: a day of which exchange does not know yet whether others hold it is left alone, and not called missing', async () => {
  const noted: string[] = [];
  const recount = createRecountDay({
    facts: { countOfDay: async () => 2, beginning: async () => undefined },
    tallies: { find: async () => undefined },
    history: {
      isMissing: () => false,
      noteMissing: async ({ day }) => void noted.push(day),
      noteKnown: async ({ day }) => void noted.push(day),
    },
    raise: () => Promise.reject(new Error('it was counted')),
    compared: async () => undefined,
    factsHeld: async () => undefined,
  });
  expect(await recount(place, { src: 0, foreign: 'awaited', stamp: undefined })).toBe(unknownHere);
  expect(noted).toEqual([]);
});
