import { expect, test } from '@jest/globals';
import { openWords } from './open-words.ts';
import { inLanguage } from './words.ts';

const t = inLanguage('vi');
const stock = {
  indicator: 'pending',
  names: { vi: 'Đang giải quyết', en: 'In process' },
  unit: { vi: 'hồ sơ', en: 'dossiers' },
  decimals: 0,
};

test('what stays behind is said with its unit of measure, and unknown is no number', () => {
  expect(openWords(t, 'vi', { ...stock, value: 14 })).toBe('Đang giải quyết: 14 hồ sơ');
  expect(openWords(t, 'vi', stock)).toBe('Đang giải quyết: chưa biết');
});
