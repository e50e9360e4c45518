import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDuplicateKey } from '@lienthong/runtime';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Db } from 'mongodb';
import { keysInUse, needsNewKey } from '../domain/key-rotation.ts';

interface KeyDocument {
  /** `key:<number>` or `cookies`. */
  _id: string;
  kind: 'signing' | 'cookies';
  createdAt: number;
  jwk?: JWK;
  secret?: string;
}

export interface IssuerKeys {
  /** Private keys, the one that signs first. */
  signing: JWK[];
  /** Signs the issuer's cookies. */
  cookieSecret: string;
}

/**
 * The issuer's keys from the gateway's own database; made at the first start, a new signing key every 90 days (at a start), the old
 * one stays for the tokens that it signed.
 */
export async function openIssuerKeys(db: Db, now: number): Promise<IssuerKeys> {
  const keys = db.collection<KeyDocument>('issuer_keys');
  const insert = async (document: KeyDocument): Promise<void> => {
    // Two processes may start at once: whoever is first decides, the other reads.
    await keys.insertOne(document).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  };
  const signing = (): Promise<KeyDocument[]> =>
    keys.find({ kind: 'signing' }).sort({ createdAt: -1 }).toArray();
  const before = await signing();
  if (needsNewKey(before, now)) {
    const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
    const kid = randomBytes(8).toString('hex');
    const jwk = { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
    await insert({
      _id: `key:${before.length + 1}:${before[0]?.createdAt ?? 0}`,
      kind: 'signing',
      createdAt: now,
      jwk,
    });
  }
  if (!(await keys.findOne({ _id: 'cookies' })))
    await insert({
      _id: 'cookies',
      kind: 'cookies',
      createdAt: now,
      secret: randomBytes(32).toString('base64url'),
    });
  const cookies = await keys.findOne({ _id: 'cookies' });
  if (!cookies?.secret) throw new Error('the issuer has no secret for its cookies');
  return {
    signing: keysInUse(await signing(), now).flatMap(({ jwk }) => (jwk ? [jwk] : [])),
    cookieSecret: cookies.secret,
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
