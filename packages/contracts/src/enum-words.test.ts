import { expect, test } from '@jest/globals';
import { codesByWord, wordsByCode } from './enum-words.ts';
import { WatermarkReason } from './gen/lienthong/exchange/v1/exchange.ts';

test('an enum is said by its names in small letters, and back', () => {
  const codes = codesByWord(WatermarkReason);
  expect(codes.catching_up).toBe(WatermarkReason.CATCHING_UP);
  const words = wordsByCode(WatermarkReason);
  expect(words.get(WatermarkReason.CATCHING_UP)).toBe('catching_up');
  for (const [word, code] of Object.entries(codes)) expect(words.get(code)).toBe(word);
});

test('what is unspecified, or of a later release, has no word', () => {
  const words = wordsByCode(WatermarkReason);
  expect(
    [WatermarkReason.UNSPECIFIED, WatermarkReason.UNRECOGNIZED, 99].map((one) => words.get(one)),
  ).toEqual([undefined, undefined, undefined]);
  expect(Object.keys(codesByWord(WatermarkReason))).toHaveLength(words.size);
});
