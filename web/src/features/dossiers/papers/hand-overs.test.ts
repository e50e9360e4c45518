import { expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../../api/onestop.ts';
import { handOversOf } from './hand-overs.ts';

const entry = (happened: string, handedTo: HistoryEntry['handedTo'] = 'DESK_UNSPECIFIED'): HistoryEntry =>
  ({ eventId: happened, type: `onestop.dossier.${happened}.v1`, handedTo, at: '', note: '' }) as HistoryEntry;
const wayOf = (...history: HistoryEntry[]): unknown[] =>
  handOversOf({ history }).map(({ from, to }) => [from, to]);

test('U20: the control slip has a row for each hand-over, from the citizen and back', () => {
  expect(
    wayOf(
      entry('received'),
      entry('handed_over', 'DESK_SPECIALIST'),
      entry('supplement_requested'),
      entry('resumed'),
      entry('handed_over', 'DESK_CHAIR'),
      entry('finished'),
      entry('returned'),
    ),
  ).toEqual([
    ['CITIZEN', 'DESK_INTAKE'],
    ['DESK_INTAKE', 'DESK_SPECIALIST'],
    ['DESK_SPECIALIST', 'DESK_CHAIR'],
    ['DESK_CHAIR', 'DESK_INTAKE'],
    ['DESK_INTAKE', 'CITIZEN'],
  ]);
});

test('U20: of a hand-over whose desk was not kept the slip invents none', () => {
  expect(wayOf(entry('received'), entry('handed_over'), entry('handed_over', 'DESK_CHAIR'))).toEqual([
    ['CITIZEN', 'DESK_INTAKE'],
    ['DESK_INTAKE', undefined],
    [undefined, 'DESK_CHAIR'],
  ]);
});

test('U20: a result at the counter itself has its row all the same', () => {
  expect(
    handOversOf({ history: [entry('received'), entry('finished')] }).map(({ isResult }) => isResult),
  ).toEqual([false, true]);
});
