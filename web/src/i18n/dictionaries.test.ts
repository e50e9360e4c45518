import { describe, expect, test } from '@jest/globals';
import { fieldRules } from '@lienthong/domain';
import { dictionaries } from '../../test/all-words.ts';
import { fill } from './translate.ts';
import { en as refusalsEn } from './refusals/en.ts';
import { vi as refusalsVi } from './refusals/vi.ts';
import { vi } from './vi.ts';

const refusals = { vi: refusalsVi, en: refusalsEn };

const placeholders = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort();

test('every feature has a dictionary', () => {
  expect(dictionaries.map(({ of }) => of)).toEqual(expect.arrayContaining(['i18n', 'features/dossiers']));
});

describe.each(dictionaries)('the words of $of', (words) => {
  const keys = Object.keys(words.vi);

  test('have the same keys in every language', () => {
    expect(Object.keys(words.en).sort()).toEqual(keys.toSorted());
  });

  test('fill the same places of a sentence in every language', () => {
    for (const key of keys)
      for (const form of words.en[key]?.split('|') ?? [])
        expect([key, placeholders(form)]).toEqual([key, placeholders(words.vi[key] ?? '')]);
  });

  test('are never empty, and Vietnamese is stored in one form', () => {
    expect([...Object.values(words.vi), ...Object.values(words.en)]).not.toContain('');
    for (const key of keys) expect(words.vi[key]).toBe(words.vi[key]?.normalize('NFC'));
  });

  test('repeat no common key: one sentence would hide the other', () => {
    expect(keys.filter((key) => words.of !== 'i18n' && Object.hasOwn(vi, key))).toEqual([]);
  });
});

test.each(fieldRules)('a field that breaks %s has a sentence in every language', (rule) => {
  const words = [refusals.vi, refusals.en].map(
    (language) => (language as Record<string, string>)[`rule.${rule}`],
  );
  expect(words).toEqual([expect.any(String), expect.any(String)]);
});

test('English tells one from many, Vietnamese has one form', () => {
  const ofMany = { en: 'End of the list: {n} dossier|End of the list: {n} dossiers', vi: 'Hết: {n} hồ sơ' };
  expect(fill('en', ofMany.en, { n: 1 })).toBe('End of the list: 1 dossier');
  expect(fill('en', ofMany.en, { n: 2 })).toBe('End of the list: 2 dossiers');
  expect(fill('vi', ofMany.vi, { n: 1 })).toBe('Hết: 1 hồ sơ');
});

test('a place that nobody fills stays visible', () => {
  expect(fill('vi', 'còn {n} ngày')).toBe('còn {n} ngày');
});
