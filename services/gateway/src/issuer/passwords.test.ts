import { hashPassword, passwordHashPattern, sameSecret, verifyPassword } from './passwords.ts';

test('a password fits its own hash only, however its letters are composed', async () => {
  const stored = await hashPassword('Mật khẩu Huế');
  expect(stored).toMatch(passwordHashPattern);
  expect(await verifyPassword('Mật khẩu Huế'.normalize('NFD'), stored)).toBe(true);
  expect(await verifyPassword('mật khẩu huế', stored)).toBe(false);
  expect(await verifyPassword('Mật khẩu Huế', 'no hash')).toBe(false);
  expect(await hashPassword('Mật khẩu Huế')).not.toBe(stored);
});

test('plain secrets of a demonstration compare whole', () => {
  expect(sameSecret('a', 'a')).toBe(true);
  expect(sameSecret('a', 'ab')).toBe(false);
});
