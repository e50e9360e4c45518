import { Refusal } from '@lienthong/domain';
import { type BoardLayout, checkBoards } from './index.ts';

const words = { vi: 'chữ', en: 'words' };
const codes = new Set(['received', 'overdue', 'pending']);
const board = (change: Partial<BoardLayout> = {}): BoardLayout => ({
  roles: ['leader'],
  tiles: [{ indicator: 'received', label: words }],
  columns: [{ indicator: 'overdue', label: words, colour: [{ from: 1, tone: 'late' }] }],
  daily: { indicator: 'received', label: words },
  trend: { title: words, days: 14, series: [{ indicator: 'received', label: words }] },
  scheme: {
    title: words,
    indicator: 'overdue',
    colour: [{ from: 0, tone: 'good' }],
    good: words,
    late: words,
  },
  ...change,
});
const faultOf = (...boards: BoardLayout[]): string => {
  try {
    checkBoards({ boards }, codes, 'table.content.');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.fields.map(({ field, rule }) => `${field} ${rule}`).join();
  }
  return 'taken';
};
const note = (text: object) => ({
  tiles: [{ indicator: 'received', label: words, note: { words, ...text } as never }],
});
const unknown = { indicator: 'gone', label: words };
const { trend, scheme } = board();

test.each<[string, BoardLayout[], string]>([
  ['a board of indicators that exist', [board()], 'taken'],
  ['a tile', [board({ tiles: [unknown] })], '[0].tiles[0].indicator INDICATOR_UNKNOWN'],
  [
    'a part of a tile',
    [board(note({ kind: 'part', part: 'gone' }))],
    '[0].tiles[0].note.part INDICATOR_UNKNOWN',
  ],
  [
    'what a tile is a share of',
    [board(note({ kind: 'share', whole: 'gone' }))],
    '[0].tiles[0].note.whole INDICATOR_UNKNOWN',
  ],
  [
    'what a tile is computed from',
    [board(note({ kind: 'parts', part: 'received', whole: 'gone', none: words }))],
    '[0].tiles[0].note.whole INDICATOR_UNKNOWN',
  ],
  [
    'a column of the second board',
    [board(), board({ roles: ['ioc'], columns: [unknown] })],
    '[1].columns[0].indicator INDICATOR_UNKNOWN',
  ],
  ['the small bars', [board({ daily: unknown })], '[0].daily.indicator INDICATOR_UNKNOWN'],
  [
    'a series',
    [board({ trend: { ...trend, series: [unknown] } })],
    '[0].trend.series[0].indicator INDICATOR_UNKNOWN',
  ],
  [
    'the scheme',
    [board({ scheme: { ...scheme, indicator: 'gone' } })],
    '[0].scheme.indicator INDICATOR_UNKNOWN',
  ],
  ['a role with two boards', [board(), board({ roles: ['ioc', 'leader'] })], '[1].roles[1] TWICE'],
  [
    'steps that do not rise',
    [
      board({
        scheme: {
          ...scheme,
          colour: [
            { from: 1, tone: 'good' },
            { from: 1, tone: 'late' },
          ],
        },
      }),
    ],
    '[0].scheme.colour[1].from ORDER',
  ],
])('%s', (_what, boards, fault) => {
  expect(faultOf(...boards)).toBe(fault === 'taken' ? fault : `table.content.boards${fault}`);
});
