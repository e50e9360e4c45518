import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Hierarchy } from '@lienthong/domain';
import { readProvince } from './register.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '../../data', file), 'utf8');
const files = { units: read('units.csv'), successions: read('successions.csv') };

test('a province has both sides of the reorganisation', () => {
  const { units, successions } = readProvince(files, '46');
  const hierarchy = new Hierarchy(units, successions);
  expect(hierarchy.children('46@20250701', '2025-07-01')).toHaveLength(40);
  expect(hierarchy.findByCode('20122', '2025-06-30')).toMatchObject({ key: '20122@0', name: 'Xã Giang Hải' });
  expect(hierarchy.findByCode('20122', '2025-07-01')).toMatchObject({
    key: '20122@20250701',
    name: 'Xã Vinh Lộc',
  });
  expect(hierarchy.ancestors('20116@0').map(({ key }) => key)).toEqual(['482@0', '46@0']);
  expect(hierarchy.predecessors('20122@20250701').map(({ predecessor }) => predecessor)).toEqual([
    '20113@0',
    '20116@0',
    '20122@0',
    '20125@0',
  ]);
});

test('a province that took in others has their past, too', () => {
  const { units } = readProvince(files, '91');
  expect(units.filter(({ level }) => level === 'province').map(({ key }) => key)).toEqual([
    '89@0',
    '91@0',
    '91@20250701',
  ]);
});

test('a province that was taken in has its successor', () => {
  const { units } = readProvince(files, '89');
  expect(units.some(({ key }) => key === '91@20250701')).toBe(true);
});

test('every unit has its parent, and every one that ended has an heir', () => {
  const all = new Set(files.units.split('\n').flatMap((line) => /^(\d{2}),/.exec(line)?.[1] ?? []));
  for (const province of [...all].filter((_, index) => index % 7 === 0)) {
    const { units, successions } = readProvince(files, province);
    const hierarchy = new Hierarchy(units, successions);
    const orphans = units.filter(({ parent, level }) =>
      level === 'province' ? parent !== '' : !hierarchy.find(parent),
    );
    expect(orphans).toEqual([]);
    const heirless = units.filter(
      ({ level, validTo, key }) =>
        level !== 'district' && validTo !== '' && hierarchy.successors(key).length === 0,
    );
    expect(heirless).toEqual([]);
  }
});

test('a province that is not in the register is refused', () => {
  expect(() => readProvince(files, '00')).toThrow('no province 00');
});
