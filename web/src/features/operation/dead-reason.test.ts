import { expect, test } from '@jest/globals';
import { deadReason } from './dead-reason.ts';
import { inLanguage } from './words.ts';

const t = inLanguage('vi');

test.each([
  ['VALUE_UNKNOWN', { dimension: 'field', value: 'residence' }, /^mã “residence” \(field\) .*Báo tỉnh/],
  ['INDICATOR_UNKNOWN', { indicator: 'revoked' }, /^chỉ tiêu “revoked” .*Báo tỉnh/],
  ['INVALID_EVENT', { field: 'facts.day', rule: 'LOCAL_DAY' }, /LOCAL_DAY.*facts\.day/],
  ['NOT_A_TALLY', {}, /không đọc được ở đây/],
  ['OF_A_LATER_RELEASE', {}, /“OF_A_LATER_RELEASE”/],
])('%s is told to the operator in Vietnamese, with what to do', (code, params, words) => {
  expect(deadReason(t, { code, params: params as Record<string, string> })).toMatch(words);
});
