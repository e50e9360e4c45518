import { findTextRule, isPersonName, placeOf, storedLines, storedText } from './stored-text.ts';

test.each([
  ['Ðặng Thị Mơ Thử', 'Đặng Thị Mơ Thử'],
  ['ðường Ɖiện Biên ɖó', 'đường Điện Biên đó'],
])('case 17: letters that only look like Đ become it on the way in: %s', (typed, stored) => {
  expect(storedText(typed)).toBe(stored);
});

test.each([
  ['Nguyễn\u200B Văn', 'Nguyễn Văn'],
  ['Thôn\u00AD 2', 'Thôn 2'],
  ['\uFEFFLê Lợi', 'Lê Lợi'],
])('case 20: what nobody sees and means nothing is taken out: %j', (pasted, stored) => {
  expect(findTextRule(pasted, { most: 100, name: true })).toBeUndefined();
  expect(storedText(pasted)).toBe(stored);
});

test('case 20: a mark that turns the direction inside a name is refused, and its place is told', () => {
  expect(findTextRule('Nguyễn \u202eVăn', { most: 100 })).toBe('BIDI_CONTROL');
  expect(placeOf('Nguyễn \u202eVăn', 'BIDI_CONTROL')).toBe(8);
});

test('case 22: the legal name of a company is as long as the law lets it be', () => {
  const name = `Công ty TNHH ${'Thương mại & Dịch vụ (Huế), '.repeat(8)}79`;
  expect(Array.from(name).length).toBeGreaterThan(200);
  expect(findTextRule(name, { most: 250, name: true })).toBeUndefined();
  expect(findTextRule('a'.repeat(251), { most: 250, name: true })).toBe('TOO_LONG');
});

test('case 23: a text of several lines keeps them, without what a keyboard adds', () => {
  expect(storedLines(' 1. Kết  hôn \r\n2. Vay vốn\u2028\n\n\n3. Khác\n')).toBe(
    '1. Kết hôn\n2. Vay vốn\n\n3. Khác',
  );
  expect(storedText('Thôn 2\nVinh Hưng')).toBe('Thôn 2 Vinh Hưng');
});

test.each([
  ["H'Hen Niê", undefined],
  ['Y Ƀlik Êban', undefined],
  ['Công Tằng Tôn Nữ-Nguyệt Ánh', undefined],
  ['Nguyễn Văn A 😀', 'NAME_CHARACTER'],
  ['046085001234||Nguyễn', 'NAME_CHARACTER'],
  ['79', 'LETTERS_REQUIRED'],
] as const)('case 10, U41: %s as a name breaks %s', (name, rule) => {
  expect(findTextRule(name, { most: 250, name: true })).toBe(rule);
});

test.each([
  ["H'Hen Niê", true],
  ['Nguyễn Văn 2', false],
  ['Công ty A & B', false],
])('U41: whether %s can be a person: %s', (name, is) => {
  expect(isPersonName(name)).toBe(is);
});
