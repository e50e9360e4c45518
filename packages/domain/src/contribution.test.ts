import { carry, contributionKey, dimensionsOf, hasDimensions } from './contribution.ts';

test('dimensions stand in the order of their names, and what has no value is none', () => {
  expect(dimensionsOf({ field: 'land', channel: 'online', gate: '' })).toEqual([
    { name: 'channel', value: 'online' },
    { name: 'field', value: 'land' },
  ]);
});

const stock = { indicator: 'pending', dimensions: dimensionsOf({ field: 'land' }) };

test.each<[string, string | undefined, string | undefined, [string, number][]]>([
  ['comes in', undefined, '2025-07-02', [['2025-07-02', 1]]],
  [
    'is carried by another day',
    '2025-07-02',
    '2025-07-04',
    [
      ['2025-07-02', -1],
      ['2025-07-04', 1],
    ],
  ],
  [
    'is carried by none now',
    '2025-07-02',
    '',
    [
      ['2025-07-02', -1],
      ['', 1],
    ],
  ],
  ['stays', '', '', []],
  ['never was in', undefined, undefined, []],
  ['goes out', '', undefined, [['', -1]]],
])('what %s', (_, before, after, wanted) => {
  expect(carry(stock, before, after)).toEqual(
    wanted.map(([carriedBy, value]) => ({ ...stock, carriedBy, value })),
  );
});

test('keys sort by indicator, dimensions and the day that carries', () => {
  const keyOf = (indicator: string, dimensions: Record<string, string>, carriedBy = ''): string =>
    contributionKey({ indicator, dimensions: dimensionsOf(dimensions), carriedBy });
  const keys = [
    keyOf('pending', { channel: 'counter', field: 'land' }),
    keyOf('pending', { channel: 'counter', field: 'land' }, '2025-07-02'),
    keyOf('pending', { channel: 'online', field: 'civil' }),
    keyOf('received', {}),
    keyOf('received_online', {}),
  ];
  expect([...keys].reverse().sort()).toEqual(keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a filter asks for some of the dimensions', () => {
  const one = { dimensions: dimensionsOf({ channel: 'online', field: 'land' }) };
  expect(hasDimensions(one, [])).toBe(true);
  expect(hasDimensions(one, [{ name: 'field', value: 'land' }])).toBe(true);
  expect(hasDimensions(one, [{ name: 'field', value: 'civil' }])).toBe(false);
  expect(hasDimensions(one, dimensionsOf({ field: 'land', gate: 'x' }))).toBe(false);
});
