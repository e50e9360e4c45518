import { expect, test } from '@jest/globals';
import { en } from '../i18n/en.ts';
import { fill } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';
import { type Badge, badgeOf } from './badge.ts';

const of = { vi: '{n} hồ sơ', en: '{n} dossier|{n} dossiers' };
const badge = (language: 'vi' | 'en', least: number, isExact: boolean): Badge | undefined =>
  badgeOf({ least, isExact }, of, {
    language,
    t: (key, params) => fill(language, { vi, en }[language][key], params),
  });

test('what is not known is never shown as nothing', () => {
  expect(badge('vi', 0, true)).toBeUndefined();
  expect(badge('vi', 0, false)).toEqual({ figure: '–', said: 'chưa rõ số lượng' });
  expect(badge('en', 0, false)).toEqual({ figure: '–', said: 'number not known' });
});

test('what is known stays shown when there may be more', () => {
  expect(badge('vi', 12, false)).toEqual({ figure: '12+', said: 'ít nhất 12 hồ sơ' });
  expect(badge('en', 1, false)).toEqual({ figure: '1+', said: 'at least 1 dossier' });
  expect(badge('vi', 12, true)).toEqual({ figure: '12', said: '12 hồ sơ' });
});

test('a long figure is cut short, its words are not', () => {
  expect(badge('en', 99, true)?.figure).toBe('99');
  expect(badge('en', 1_234, true)).toEqual({ figure: '99+', said: '1.234 dossiers' });
});
