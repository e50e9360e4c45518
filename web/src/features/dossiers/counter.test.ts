import { expect, test } from '@jest/globals';
import type { DossierState } from '../../api/onestop.ts';
import { matchOptions, optionMeant } from '../../design/match-options.ts';
import { actionsFor } from './actions.ts';
import { isUnsaid, shortened } from './due-words.ts';
import { readIdCard } from './id-card.ts';
import { brokenRule, fieldAt } from './new-dossier-fields.ts';

test('the QR code of an identity card fills the person', () => {
  const scanned =
    '046185001234|191234567|NGUYỄN THỊ BƯỞI|02091985|Nữ|Thôn Diêm Trường, Vinh Hưng, Phú Lộc|12052021';
  expect(readIdCard(scanned.normalize('NFD'))).toEqual({
    identityNumber: '046185001234',
    name: 'NGUYỄN THỊ BƯỞI'.normalize('NFC'),
    address: 'Thôn Diêm Trường, Vinh Hưng, Phú Lộc'.normalize('NFC'),
  });
});

test.each([
  '',
  '046185001234',
  'a|b|c|d|e|f',
  '046185001234||  |02091985|Nữ|x',
  'https://example.vn/?q=1|2|3',
])('what is no identity card fills nothing: %s', (scanned) => {
  expect(readIdCard(scanned)).toBeUndefined();
});

test.each([
  ['name', '', 'REQUIRED'],
  ['name', '  ', 'REQUIRED'],
  ['name', '123', 'LETTERS_REQUIRED'],
  ['name', 'Y', undefined],
  ['name', 'ă'.normalize('NFD').repeat(100), undefined],
  ['name', 'a'.repeat(101), 'TOO_LONG'],
  ['identityNumber', '', undefined],
  ['identityNumber', '046 185 001234', undefined],
  ['identityNumber', '04618500123', 'IDENTITY_NUMBER'],
  ['phone', '+84 905 123 456', undefined],
  ['phone', '0905.123.456', undefined],
  ['phone', '905123456', 'PHONE'],
  ['summary', 'x'.repeat(501), 'TOO_LONG'],
] as const)('%s "%s" breaks %s', (field, value, rule) => {
  expect(brokenRule(field, value)?.rule).toBe(rule);
});

test('a refusal finds its field by the name of the contract', () => {
  expect(fieldAt('applicant.identity_number')).toBe('identityNumber');
  expect(fieldAt('applicant.identityNumber')).toBe('identityNumber');
  expect(fieldAt('procedure_code')).toBe('procedureCode');
  expect(fieldAt('unit')).toBeUndefined();
});

test('options are found by the beginnings of their words, without diacritics', () => {
  const options = [
    { value: '1', label: 'Đăng ký thường trú', note: '1.004222' },
    { value: '2', label: 'Cấp Giấy xác nhận tình trạng hôn nhân' },
  ];
  expect(matchOptions(options, 'thuong tru')).toEqual([options[0]]);
  expect(matchOptions(options, 'hon nhan xac')).toEqual([options[1]]);
  expect(matchOptions(options, '1.004222')).toEqual([options[0]]);
  expect(matchOptions(options, 'oan')).toEqual([]);
  expect(matchOptions(options, ' ')).toEqual(options);
});

test('words left in a choice mean the option that they name or can only mean, never the one chosen before', () => {
  const options = [
    { value: '1', label: 'Đăng ký tạm trú' },
    { value: '2', label: 'Đăng ký tạm trú theo danh sách' },
    { value: '3', label: 'Đăng ký khai sinh' },
  ];
  expect(optionMeant(options, 'khai sinh')).toBe(options[2]);
  expect(optionMeant(options, ' đăng ký TẠM TRÚ ')).toBe(options[0]);
  expect(optionMeant(options, 'dang ky')).toBeUndefined();
  expect(optionMeant(options, 'kết hôn')).toBeUndefined();
  expect(optionMeant(options.slice(0, 1), '  ')).toBeUndefined();
});

test('in a list a due date is short and keeps its day', () => {
  expect(shortened('còn 2 ngày làm việc, đến hết thứ Tư 06/05', '2026-05-06')).toBe(
    'còn 2 ngày làm việc · 06/05',
  );
  expect(shortened('đã trả kết quả thứ Tư 25/06', '2025-06-26')).toBe('đã trả kết quả thứ Tư 25/06');
  expect(shortened('tạm dừng chờ bổ sung, nhận đến hết thứ Ba 15/07', '')).toBe('tạm dừng chờ bổ sung');
});

test('a source stands below a line only when the line does not name it', () => {
  const counted = 'Tính 3 ngày (không tính ngày đầu tiên, khoản 2 Điều 147 Bộ luật Dân sự 2015).';
  expect(isUnsaid('Khoản 2 Điều 147 Bộ luật Dân sự 2015', counted)).toBe(false);
  expect(isUnsaid('QĐ 163/QĐ-BTP', counted)).toBe(true);
  expect(isUnsaid('', counted)).toBe(false);
});

const states: DossierState[] = [
  'DOSSIER_STATE_RECEIVED',
  'DOSSIER_STATE_PROCESSING',
  'DOSSIER_STATE_WAITING_SUPPLEMENT',
  'DOSSIER_STATE_FINISHED',
];

test('every open dossier has a next step for the clerk', () => {
  for (const state of states) expect(actionsFor(state, ['clerk']).primary).toBeDefined();
  expect(actionsFor('DOSSIER_STATE_VOIDED', ['clerk'])).toEqual({ others: [] });
});

test('a leader puts right and does no counter work; others do nothing here', () => {
  for (const state of states) {
    expect(actionsFor(state, ['leader'])).toEqual({ others: ['CorrectDossier', 'VoidDossier'] });
    expect(actionsFor(state, ['operator'])).toEqual({ others: [] });
  }
});
