import { createHash } from 'node:crypto';
import type { Db } from 'mongodb';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface StoredEntity {
  _id: string;
  model: string;
  /** Without the entity's own id, which for a code or a refresh token is the secret itself. */
  payload: AdapterPayload;
  grantId: string;
  uid: string;
  /** Machine time in milliseconds. */
  expiresAt: number;
}

const never = Number.MAX_SAFE_INTEGER;

/** Where the issuer keeps its sessions, codes, grants and refresh tokens: hashed ids only, so that a copy of the store signs nobody in. */
export async function createGrantStore(
  db: Db,
  findClient: (id: string) => AdapterPayload | undefined,
): Promise<AdapterFactory> {
  const entities = db.collection<StoredEntity>('issuer_entities');
  await entities.createIndex({ expiresAt: 1 });
  await entities.createIndex({ grantId: 1 });
  await entities.createIndex({ model: 1, uid: 1 });

  return (model: string): Adapter => {
    const keyOf = (id: string): string => `${model}:${createHash('sha256').update(id).digest('base64url')}`;
    const alive = (found: StoredEntity | null): AdapterPayload | undefined =>
      found && found.expiresAt > Date.now() ? found.payload : undefined;
    return {
      async upsert(id, payload, expiresIn) {
        const { jti: _secret, ...rest } = payload;
        const stored = {
          model,
          payload: rest as AdapterPayload,
          grantId: payload.grantId ?? '',
          uid: payload.uid ?? '',
          expiresAt: expiresIn === undefined ? never : Date.now() + expiresIn * 1_000,
        };
        await entities.updateOne({ _id: keyOf(id) }, { $set: stored }, { upsert: true });
      },
      async find(id) {
        // Clients are configuration, not something the issuer keeps.
        if (model === 'Client') return findClient(id);
        const payload = alive(await entities.findOne({ _id: keyOf(id) }));
        return payload && { ...payload, jti: id };
      },
      async findByUid(uid) {
        return alive(await entities.findOne({ model, uid }));
      },
      async findByUserCode() {
        throw new Error('the device flow is off');
      },
      async consume(id) {
        await entities.updateOne(
          { _id: keyOf(id) },
          { $set: { 'payload.consumed': Math.floor(Date.now() / 1_000) } },
        );
      },
      async destroy(id) {
        await entities.deleteOne({ _id: keyOf(id) });
      },
      async revokeByGrantId(grantId) {
        await entities.deleteMany({ grantId });
      },
    };
  };
}
