import { expect, test } from '@jest/globals';
import type { Dossier, DossierState, DueState } from '../../../api/onestop.ts';
import { inGroups } from './due-groups.ts';
import { sortForDesk } from './hand-over-many.ts';

const dossier = (
  id: string,
  due: DueState,
  daysLeft = 0,
  state: DossierState = 'DOSSIER_STATE_PROCESSING',
): Dossier => ({ id, state, holder: 'DESK_CHAIR', due: { state: due, daysLeft } }) as Dossier;

const rows = [
  dossier('late', 'DUE_STATE_LATE', -2),
  dossier('late and waiting', 'DUE_STATE_LATE', -1, 'DOSSIER_STATE_WAITING_SUPPLEMENT'),
  dossier('today', 'DUE_STATE_TODAY'),
  dossier('later', 'DUE_STATE_RUNNING', 2),
  dossier('soon', 'DUE_STATE_SOON', 3),
];

test('what is open stands under what it asks for, and a number is whole only when no page can add to it', () => {
  const said = (hasMore: boolean, ...more: Dossier[]): string[] =>
    inGroups([...rows, ...more], hasMore).map(
      ({ name, rows: own, isWhole }) => `${name} ${own.length}${isWhole ? '' : '+'}`,
    );
  expect(said(true)).toEqual(['late 2', 'today 1', 'soon 1+', 'later 1+']);
  expect(said(false)).toEqual(['late 2', 'today 1', 'soon 1', 'later 1']);
  const waiting = dossier('waiting', 'DUE_STATE_SUSPENDED', 0, 'DOSSIER_STATE_WAITING_SUPPLEMENT');
  const ready = dossier('ready', 'DUE_STATE_CLOSED', 0, 'DOSSIER_STATE_FINISHED');
  expect(said(true, waiting, ready)).toEqual([
    'late 2',
    'today 1',
    'soon 1',
    'later 1',
    'waiting 1',
    'ready 1+',
  ]);
});

test('U24: of the chosen go those that can, and each of the others has its reason', () => {
  const { going, left } = sortForDesk(
    [...rows, dossier('ready', 'DUE_STATE_CLOSED', 0, 'DOSSIER_STATE_FINISHED')],
    'DESK_SPECIALIST',
    ['clerk'],
    (id) => id === 'today',
  );
  expect(going.map(({ id }) => id)).toEqual(['late', 'later', 'soon']);
  expect(left.map((one) => [one.dossier.id, one.why])).toEqual([
    ['late and waiting', 'state'],
    ['today', 'unsent'],
    ['ready', 'state'],
  ]);
  expect(sortForDesk(rows, 'DESK_CHAIR', ['clerk'], () => false).left[0]?.why).toBe('there');
  expect(sortForDesk(rows, 'DESK_SPECIALIST', ['leader'], () => false).going).toEqual([]);
});
