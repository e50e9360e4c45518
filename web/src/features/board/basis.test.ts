import { expect, test } from '@jest/globals';
import type { Unit } from '../../api/directory.ts';
import type { Freshness } from '../../api/operations.ts';
import { warningsOf } from './basis.ts';
import type { Figure } from './rollup.ts';
import { trustByUnit } from './trust.ts';
import { inLanguage } from './words.ts';

const t = inLanguage('vi');
const unit = (key: string): Unit => ({
  key,
  code: key,
  name: `Xã ${key}`,
  kind: 'UNIT_KIND_COMMUNE',
  parent: '',
  validFrom: '',
  validTo: '',
  level: 'UNIT_LEVEL_COMMUNE',
});
const units = ['1@0', '2@0', '3@0'].map(unit);
const of = (key: string, reason: Freshness['reason']): Freshness => ({
  unit: key,
  unitName: '',
  site: '',
  reason,
  stale: reason === 'FRESHNESS_REASON_LINK_DOWN',
  marked: false,
  channel: '',
});
const figure = (more: Partial<Figure> = {}): Figure => ({
  value: 1,
  total: 3,
  complete: 3,
  stale: false,
  marked: false,
  ...more,
});
const words = (freshness: Freshness[], marked = false) =>
  warningsOf(t, figure({ marked }), units, trustByUnit(freshness)).map(({ words }) => words);

test('beside a number stands every cause for which it may not be that of now, the gravest first', () => {
  expect(
    words(
      [
        of('3@0', 'FRESHNESS_REASON_DEAD_LETTER'),
        of('1@0', 'FRESHNESS_REASON_LINK_DOWN'),
        of('2@0', 'FRESHNESS_REASON_TWIN'),
      ],
      true,
    ),
  ).toEqual([
    'hai máy cùng chạy: Xã 2@0',
    'Mất liên lạc với Xã 1@0',
    'có sự kiện chưa dùng được: Xã 3@0',
    t('basis.marked'),
  ]);
});

test('units are counted once whatever their sources; what passes by itself, and other units, warn of nothing', () => {
  const twice = [
    of('1@0', 'FRESHNESS_REASON_HISTORY_MISSING'),
    of('1@0', 'FRESHNESS_REASON_HISTORY_MISSING'),
    of('2@0', 'FRESHNESS_REASON_HISTORY_MISSING'),
  ];
  expect(words(twice)).toEqual(['thiếu số liệu gốc, chờ quyết định: 2 đơn vị']);
  expect(
    words([
      of('1@0', 'FRESHNESS_REASON_CATCHING_UP'),
      of('2@0', 'FRESHNESS_REASON_CURRENT'),
      of('9@0', 'FRESHNESS_REASON_TWIN'),
    ]),
  ).toEqual([]);
});
