import {
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  hash as hashOnce,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { type MachineClock, machineClock } from '@lienthong/runtime';
import type { Environment } from '../domain/environment.ts';
import type { Key } from '../domain/key.ts';
import type { Unsigned } from '../domain/record.ts';

const mostSigned = 64;

/**
 * The real clock, randomness and keys for the core. Records are signed with the site's Ed25519 key over key, stamp, what the owner
 * knows, and the hash of the value: nobody on the way can alter one (R13).
 *
 * @param keyDirectory holds `site.jwk`.
 */
export function createEnvironment(keyDirectory: string, machine: MachineClock = machineClock): Environment {
  const own = JSON.parse(readFileSync(join(keyDirectory, 'site.jwk'), 'utf8')) as JsonWebKey;
  const privateKey = createPrivateKey({ key: own, format: 'jwk' });
  const publicKeys = new Map<string, KeyObject>();
  /** What was signed here last, by signature: it need not be proved again. */
  const signed = new Map<string, Buffer>();
  let counter = 0;

  function keyOf(x: string): KeyObject {
    let key = publicKeys.get(x);
    if (!key) {
      key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
      publicKeys.set(x, key);
    }
    return key;
  }

  function signText(text: Buffer): string {
    const sig = sign(null, text, privateKey).toString('base64url');
    signed.set(sig, text);
    if (signed.size > mostSigned) signed.delete(signed.keys().next().value ?? sig);
    return sig;
  }

  function verifyText(text: Buffer, sig: string, keys: readonly string[]): boolean {
    if (own.x !== undefined && keys.includes(own.x) && signed.get(sig)?.equals(text)) return true;
    const signature = Buffer.from(sig, 'base64url');
    return keys.some((x) => verify(null, text, keyOf(x), signature));
  }

  return {
    now: () => performance.timeOrigin + performance.now(),
    clock: () => machine.now(),
    // The kernel's, in seconds: unlike that of the process it goes on while the machine sleeps.
    steady: () => uptime() * 1_000,
    random: Math.random,
    drawTag(value) {
      counter += 1;
      const drawn = `${process.hrtime.bigint()} ${Date.now()} ${counter}`;
      const parts = [randomBytes(16), Buffer.from(drawn), value ?? Buffer.alloc(0)];
      return hashOnce('sha256', Buffer.concat(parts), 'hex').slice(0, 16);
    },
    sign: (key, record) => signText(signedText(key, record)),
    verify: (key, record, keys) => verifyText(signedText(key, record), record.sig, keys),
    signText: (text) => signText(Buffer.from(text)),
    verifyText: (text, sig, keys) => verifyText(Buffer.from(text), sig, keys),
    hash(text) {
      const bytes = hashOnce('sha256', text, 'buffer');
      return [bytes.readInt32BE(0), bytes.readInt32BE(4)];
    },
  };
}

/** What a signature covers, each part on a line of its own; no part can hold a line end. */
export function signedText(key: Key, record: Unsigned): Buffer {
  const { rev, tag, value, content, tombstone, seen, base, broke, lifted, extra, by } = record;
  const known = seen.map((stamp) => `${stamp.rev}:${stamp.tag}`).join(',');
  const what = tombstone
    ? 'tombstone'
    : content
      ? `content ${content.hash} ${content.size} ${content.type}`
      : `value ${hashOnce('sha256', value ?? '', 'hex')}`;
  return Buffer.from(
    ['lienthong record 1', key, rev, tag, base, known, broke, lifted, extra, by, what].join('\n'),
  );
}
