import { expect, test } from '@jest/globals';
import { fill, type Key, type Params } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';
import { deadReason } from './dead-reason.ts';

const t = (key: Key, params?: Params): string => fill('vi', vi[key], params);

test.each([
  ['the field residence is not in the catalogue', /^lĩnh vực “residence” .*Báo tỉnh/],
  ['given up after 20 tries: the field residence is not in the catalogue', /^lĩnh vực “residence”/],
  ['the indicator revoked is not in the catalogue', /^chỉ tiêu “revoked” .*Báo tỉnh/],
  ['NOT_A_TALLY', /không đọc được ở đây \(NOT_A_TALLY\)/],
  ['the event has no time', /“the event has no time”/],
])('"%s" is told to the operator in Vietnamese, with what to do', (reason, words) => {
  expect(deadReason(t, reason)).toMatch(words);
});
