import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDuplicateKey } from '@lienthong/runtime';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Db } from 'mongodb';
import { keysInUse, needsNewKey } from '../domain/key-rotation.ts';
import { seal, unseal } from '../session/sealing.ts';

interface KeyDocument {
  /** `key:<number>` or `cookies`. */
  _id: string;
  kind: 'signing' | 'cookies';
  createdAt: number;
  /** The private key, or the secret, as only the site's key file opens it. */
  sealed?: string;
}

export interface IssuerKeys {
  /** Private keys, the one that signs first. */
  signing: JWK[];
  /** Signs the issuer's cookies. */
  cookieSecret: string;
}

/** Opens what the gateway's database holds of the issuer; beside the keys of services, never in a database or a copy of one. */
export const sealFile = 'issuer.seal';

const lookAgainMs = 2_000;

/** @returns the seal, or what is wrong with it */
function readSeal(keyDirectory: string): { seal: string } | { problem: string } {
  const file = join(keyDirectory, sealFile);
  try {
    const seal = readFileSync(file, 'utf8').trim();
    if (seal.length >= 32) return { seal };
  } catch {
    return { problem: `ISSUER_SEAL_MISSING: ${file} cannot be read (docs/guides/upgrade.md)` };
  }
  return { problem: `ISSUER_SEAL_MISSING: ${file} is too short for a secret (docs/guides/upgrade.md)` };
}

/** Waits until the seal is there, and says meanwhile what is wrong. */
export async function waitForSeal(
  keyDirectory: string,
  { onMissing, signal }: { onMissing: (problem: string) => void; signal: AbortSignal },
): Promise<string> {
  for (;;) {
    const read = readSeal(keyDirectory);
    if ('seal' in read) return read.seal;
    onMissing(read.problem);
    await pause(lookAgainMs, undefined, { signal });
  }
}

/**
 * The issuer's keys from the gateway's own database, sealed; made at the first start, a new signing key every 90 days (at a start), the old
 * one stays for the tokens that it signed. What another seal closed, or none, is
 * replaced, so that a new seal makes all old keys worthless at once.
 */
export async function openIssuerKeys(db: Db, secret: string, now: number): Promise<IssuerKeys> {
  const keys = db.collection<KeyDocument>('issuer_keys');
  const open = createOpener(secret);
  for (const key of await keys.find().toArray()) {
    if (open(key)) continue;
    // As it was read: another process may have put a new one in its place.
    const { _id, sealed } = key;
    await keys.deleteOne(sealed === undefined ? { _id, sealed: { $exists: false } } : { _id, sealed });
  }
  const insert = async (document: Omit<KeyDocument, 'sealed'>, value: unknown): Promise<void> => {
    // Two processes may start at once: whoever is first decides, the other reads.
    await keys.insertOne({ ...document, sealed: seal(secret, value) }).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  };
  const signing = (): Promise<KeyDocument[]> =>
    keys.find({ kind: 'signing' }).sort({ createdAt: -1 }).toArray();
  const before = await signing();
  if (needsNewKey(before, now)) {
    const _id = `key:${before.length + 1}:${before[0]?.createdAt ?? 0}`;
    await insert({ _id, kind: 'signing', createdAt: now }, await newSigningKey());
  }
  if (!(await keys.findOne({ _id: 'cookies' })))
    await insert({ _id: 'cookies', kind: 'cookies', createdAt: now }, randomBytes(32).toString('base64url'));
  const cookies = await keys.findOne({ _id: 'cookies' });
  const cookieSecret = cookies && open<string>(cookies);
  if (!cookieSecret) throw new Error('the issuer has no secret for its cookies');
  return {
    signing: keysInUse(await signing(), now).flatMap((key) => open<JWK>(key) ?? []),
    cookieSecret,
  };
}

async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'RS256', use: 'sig' };
}

function createOpener(secret: string): <T>(key: KeyDocument) => T | undefined {
  return <T>({ sealed }: KeyDocument) => {
    try {
      return sealed === undefined ? undefined : unseal<T>(secret, sealed);
    } catch {
      return undefined;
    }
  };
}

/** Writes the public keys where every process of the site looks when the issuer cannot be asked: tokens verify from the first instant. */
export async function writeKeySet(file: string, signing: JWK[]): Promise<void> {
  const keys = signing.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use }));
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.issuer`;
  await writeFile(draft, JSON.stringify({ keys }));
  await rename(draft, file);
}
