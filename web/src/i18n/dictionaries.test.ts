import { expect, test } from '@jest/globals';
import { fieldRules } from '@lienthong/domain';
import { en } from './en.ts';
import { fill, type Key } from './translate.ts';
import { vi } from './vi.ts';

const keys = Object.keys(vi) as Key[];
const placeholders = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort();

test('every language fills the same places of a sentence', () => {
  for (const key of keys)
    for (const form of en[key].split('|'))
      expect([key, placeholders(form)]).toEqual([key, placeholders(vi[key])]);
});

test('no sentence is empty, and Vietnamese is stored in one form', () => {
  for (const key of keys) {
    expect(vi[key]).not.toBe('');
    expect(en[key]).not.toBe('');
    expect(vi[key]).toBe(vi[key].normalize('NFC'));
  }
});

test.each(fieldRules)('a field that breaks %s has a sentence in every language', (rule) => {
  const words = [vi, en].map((language) => (language as Record<string, string>)[`rule.${rule}`]);
  expect(words).toEqual([expect.any(String), expect.any(String)]);
});

test('English tells one from many, Vietnamese has one form', () => {
  expect(fill('en', en['list.end'], { n: 1 })).toBe('End of the list: 1 dossier');
  expect(fill('en', en['list.end'], { n: 2 })).toBe('End of the list: 2 dossiers');
  expect(fill('vi', vi['list.end'], { n: 1 })).toBe('Hết danh sách: 1 hồ sơ');
});

test('a place that nobody fills stays visible', () => {
  expect(fill('vi', 'còn {n} ngày')).toBe('còn {n} ngày');
});
