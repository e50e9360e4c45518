import { expect, test } from '@jest/globals';
import { fill, type Key, type Params } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';
import { deadReason } from './dead-reason.ts';

const t = (key: Key, params?: Params): string => fill('vi', vi[key], params);

test.each([
  ['the procedure field residence is not in the catalogue', /^lĩnh vực “residence” .*Báo tỉnh/],
  ['given up after 20 tries: the procedure field residence is not in the catalogue', /^lĩnh vực “residence”/],
  ['a movement has state 17, which is not known here', /Nâng cấp/],
  ['NOT_A_TALLY', /không đọc được ở đây \(NOT_A_TALLY\)/],
  ['the event has no time', /“the event has no time”/],
])('"%s" is told to the operator in Vietnamese, with what to do', (reason, words) => {
  expect(deadReason(t, reason)).toMatch(words);
});
