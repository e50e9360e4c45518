import { hashOf, newSecret, seal, unseal } from './sealing.ts';

test('what is sealed opens with its own secret only', () => {
  const secret = newSecret();
  const sealed = seal(secret, { token: 'bí mật' });
  expect(unseal(secret, sealed)).toEqual({ token: 'bí mật' });
  expect(sealed).not.toContain('bí mật');
  expect(() => unseal(newSecret(), sealed)).toThrow(/authenticate/);
  expect(() => unseal(secret, `${sealed.slice(0, -6)}AAAAAA`)).toThrow(/authenticate/);
});

test('a secret is 256 bits and its stored hash another text', () => {
  const secret = newSecret();
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect(hashOf(secret)).not.toBe(secret);
});
