import { Hierarchy, type Unit } from './hierarchy.ts';

const unit = (key: string, parent: string, validTo = '', level: Unit['level'] = 'commune'): Unit => ({
  key,
  code: key.split('@')[0] ?? '',
  name: key,
  kind: level,
  level,
  parent,
  validFrom: key.endsWith('@0') ? '' : '2025-07-01',
  validTo,
});

const hierarchy = new Hierarchy(
  [
    unit('46@0', '', '2025-07-01', 'province'),
    unit('46@20250701', '', '', 'province'),
    unit('482@0', '46@0', '2025-07-01', 'district'),
    unit('20116@0', '482@0', '2025-07-01'),
    unit('20122@0', '482@0', '2025-07-01'),
    unit('20125@0', '482@0', '2025-07-01'),
    unit('20122@20250701', '46@20250701'),
    unit('20131@20250701', '46@20250701'),
  ],
  [
    { predecessor: '46@0', successor: '46@20250701', effective: '2025-07-01', extent: 'whole' },
    { predecessor: '20116@0', successor: '20122@20250701', effective: '2025-07-01', extent: 'whole' },
    { predecessor: '20125@0', successor: '20122@20250701', effective: '2025-07-01', extent: 'whole' },
  ],
);

test('the subtree of a province has districts before the reform and none after it', () => {
  expect(hierarchy.subtree('46@0', '2025-06-30').map((one) => one.key)).toEqual([
    '46@0',
    '482@0',
    '20116@0',
    '20122@0',
    '20125@0',
  ]);
  expect(hierarchy.subtree('46@20250701', '2025-07-01').map((one) => one.key)).toEqual([
    '46@20250701',
    '20122@20250701',
    '20131@20250701',
  ]);
  expect(hierarchy.subtree('46@0', '2025-07-01')).toEqual([]);
});

test('a code that was used again names the unit of its own time', () => {
  expect(hierarchy.findByCode('20122', '2025-06-30')?.key).toBe('20122@0');
  expect(hierarchy.findByCode('20122', '2025-07-01')?.key).toBe('20122@20250701');
});

test('contract 1: a subtree contains the predecessors of its units, and nobody else’s', () => {
  expect(hierarchy.isWithin('20116@0', '20122@20250701', '2025-07-01')).toBe(true);
  expect(hierarchy.isWithin('20116@0', '20131@20250701', '2025-07-01')).toBe(false);
  expect(hierarchy.isWithin('20116@0', '46@20250701', '2025-07-01')).toBe(true);
  expect(hierarchy.isWithin('20116@0', '482@0', '2025-06-30')).toBe(true);
  expect(hierarchy.isWithin('20116@0', '20125@0', '2025-06-30')).toBe(false);
  expect(hierarchy.isWithin('20122@20250701', '20116@0', '2025-07-01')).toBe(false);
});

test('a register that goes round in a circle gives an answer', () => {
  const turn = (predecessor: string, successor: string) =>
    ({ predecessor, successor, effective: '2025-07-01', extent: 'whole' }) as const;
  const circle = new Hierarchy(
    [unit('1@0', ''), unit('2@0', ''), unit('3@0', '1@0')],
    [turn('1@0', '2@0'), turn('2@0', '1@0')],
  );
  expect(circle.isWithin('3@0', '9@0', '2025-07-01')).toBe(false);
  expect(circle.isWithin('3@0', '2@0', '2025-07-01')).toBe(true);
});

test('contract 2: a unit that only changed its key is the same one, on any day, and so is what lies below it', () => {
  for (const on of ['2025-06-30', '2025-07-01', '2026-01-01']) {
    expect(hierarchy.isWithin('46@20250701', '46@0', on)).toBe(true);
    expect(hierarchy.isWithin('46@0', '46@20250701', on)).toBe(true);
    expect(hierarchy.isWithin('20122@20250701', '46@0', on)).toBe(true);
    expect(hierarchy.isWithin('20116@0', '46@20250701', on)).toBe(true);
    // What several became, or what became several, is more than one of them.
    expect(hierarchy.isWithin('20122@20250701', '20116@0', on)).toBe(false);
    expect(hierarchy.isWithin('20131@20250701', '482@0', on)).toBe(false);
    expect(hierarchy.isWithin('46@20250701', '482@0', on)).toBe(false);
  }
});
