import { capitalisedName, foldVietnamese, normaliseText } from './vietnamese-text.ts';

test('one name has one form, however it was typed', () => {
  expect(normaliseText('  Nguyễn   Thị Bưởi '.normalize('NFD'))).toBe('Nguyễn Thị Bưởi'.normalize('NFC'));
});

test.each([
  ['Đà Nẵng', 'da nang'],
  ['Thuỷ', 'thuy'],
  ['Thủy', 'thuy'],
  ['NGUYỄN-Văn  Ước', 'nguyen van uoc'],
  ['\u00d0ặng, \u0189ặng', 'dang dang'],
  ['Y Ƀlik Êban', 'y blik eban'],
  ["K'Brôih, K’Brôih, K\u02bcBrôih", 'k broih k broih k broih'],
  ['Lê\u200b V\u00adăn \u202aA', 'le van a'],
])('%s is searched as %s', (text, folded) => {
  expect(foldVietnamese(text)).toBe(folded);
});

test.each([
  ['nguyễn văn bình', 'Nguyễn Văn Bình'],
  ["h'hen niê", "H'Hen Niê"],
  ['đỗ thị-ân', 'Đỗ Thị-Ân'],
  ['Trần thị Mơ', 'Trần Thị Mơ'],
])('U41: %s is written %s', (typed, name) => {
  expect(capitalisedName(typed)).toBe(name);
});
