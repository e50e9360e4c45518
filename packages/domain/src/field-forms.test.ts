import { fieldForms, identityDigits, phoneDigits, phoneSince2018 } from './field-forms.ts';

test.each([
  ['0912000346', true],
  ['+84 912 000 346', true],
  ['02343822123', true],
  ['09120003467', false],
  ['01682000346', false],
  ['0234382212', false],
  ['0612000346', false],
])('case 21: a phone number has the digits of its kind: %s, %s', (phone, is) => {
  expect(fieldForms.PHONE.is(phone)).toBe(is);
});

test.each([
  ['01682000346', '0382000346'],
  ['+84 168 200 0346', '0382000346'],
  ['0120 123 4567', '0701234567'],
  ['0912000346', undefined],
  ['02343822123', undefined],
])('case 21: the number that replaced %s is %s', (old, now) => {
  expect(phoneSince2018(old)).toBe(now);
  if (now) expect(fieldForms.PHONE.is(now)).toBe(true);
});

test.each([
  '\u202A+84 912 000 346\u202C',
  '0912\u2011000\u2011346',
  '0912.000.346',
  '(0912) 000\u00A0346\u200B',
])('case 20: of %j the digits are meant', (pasted) => {
  expect(fieldForms.PHONE.is(pasted)).toBe(true);
  expect(phoneDigits(pasted)).toBe('0912000346');
});

test('case 20: an identity number that was copied keeps its digits alone', () => {
  expect(identityDigits('\u202A046\u2011185 001.234\u202C')).toBe('046185001234');
});
