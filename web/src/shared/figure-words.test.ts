import { expect, test } from '@jest/globals';
import { figureWords } from './figure-words.ts';

const percent = { decimals: 1, unit: { vi: '%', en: '%' } };
const dossiers = { decimals: 0, unit: { vi: 'hồ sơ', en: 'dossiers' } };

test('U10: a number has the decimals of the catalogue; a sign stands at it, a word apart', () => {
  expect(figureWords('vi', 875, percent)).toEqual({ text: '87,5%', unit: '' });
  expect(figureWords('vi', 1000, percent)).toEqual({ text: '100%', unit: '' });
  expect(figureWords('vi', 1234, dossiers)).toEqual({ text: '1.234', unit: 'hồ sơ' });
  expect(figureWords('en', 0, dossiers)).toEqual({ text: '0', unit: 'dossiers' });
  expect(figureWords('vi', 5, { decimals: 0 })).toEqual({ text: '5', unit: '' });
});

test('what is unknown is said to be, without a unit', () => {
  expect(figureWords('vi', undefined, percent)).toEqual({ text: '–', unit: '' });
});
