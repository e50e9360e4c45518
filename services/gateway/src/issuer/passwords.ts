import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

const cost = { N: 2 ** 15, r: 8, p: 1 };
const keyLength = 32;

/** A stored password or client secret: `scrypt$<N>$<r>$<p>$<salt>$<hash>`, the last two in base64url. */
export const passwordHashPattern = /^scrypt\$(\d{4,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,})\$([\w-]{43})$/;

/** Hashes a password with scrypt (RFC 7914; N 2^15, r 8, p 1: about 60 ms and 32 MB). NFC, so that either way of typing fits. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Whether a password fits its hash; takes the same time either way. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const match = passwordHashPattern.exec(stored);
  if (!match) return false;
  const [, N, r, p, salt = '', hash = ''] = match;
  const found = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(found, Buffer.from(hash, 'base64url'));
}

/** Compares secrets without telling by time where they differ. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text.normalize('NFC')).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function derive(password: string, salt: Buffer, options: Required<Pick<ScryptOptions, 'N' | 'r' | 'p'>>) {
  return new Promise<Buffer>((resolve, reject) => {
    const maxmem = 256 * options.N * options.r;
    scrypt(password.normalize('NFC'), salt, keyLength, { ...options, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
