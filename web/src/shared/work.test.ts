import { expect, test } from '@jest/globals';
import { arrangeWork, type WorkItem } from './work.ts';

const item = (id: string, look: WorkItem['due']['look'], day: string): WorkItem => ({
  id,
  due: { look, day, words: '' },
  title: '',
  whose: '',
  next: '',
  code: id,
  href: '/',
});

test('work of all features is one list: the most urgent group first, then by day, what has no day last', () => {
  const arranged = arrangeWork([
    item('paused', 'paused', ''),
    item('late-2', 'late', '2025-06-28'),
    item('undated', 'late', ''),
    item('running', 'running', '2025-07-10'),
    item('today', 'today', '2025-06-30'),
    item('late-1', 'late', '2025-06-27'),
  ]);
  expect(arranged.map(({ group, items }) => [group, items.map(({ id }) => id)])).toEqual([
    ['late', ['late-1', 'late-2', 'undated']],
    ['today', ['today']],
    ['later', ['running']],
    ['undated', ['paused']],
  ]);
});
