import { foldVietnamese, normaliseText } from './vietnamese-text.ts';

test('one name has one form, however it was typed', () => {
  expect(normaliseText('  Nguyễn   Thị Bưởi '.normalize('NFD'))).toBe('Nguyễn Thị Bưởi'.normalize('NFC'));
});

test.each([
  ['Đà Nẵng', 'da nang'],
  ['Thuỷ', 'thuy'],
  ['Thủy', 'thuy'],
  ['NGUYỄN-Văn  Ước', 'nguyen van uoc'],
])('%s is searched as %s', (text, folded) => {
  expect(foldVietnamese(text)).toBe(folded);
});
