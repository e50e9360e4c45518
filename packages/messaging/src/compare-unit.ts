import { type HeldRecord, ListHeldRequest } from '@lienthong/contracts/exchange/v1/exchange';
import {
  type HeldRecordState,
  type ProducedKey,
  type ProducedValue,
  type ProducerOptions,
  stateOf,
} from './record-producer.ts';

/** A key of which exchange holds something else than the producer's store. */
export type Difference = { readonly key: ProducedKey } & (
  | {
      /** Exchange lacks the stored state. `lost`: the producer has lost something since the version that exchange holds. */
      readonly kind: 'behind';
      readonly stored: ProducedValue;
      readonly lost: boolean;
    }
  /** Exchange is ahead, or holds another value under the same version, or one of another site. */
  | { readonly kind: 'ahead'; readonly held: HeldRecordState }
  /** Exchange holds a stub of a key that the store does not have: nothing was lost here that the producer could count. */
  | { readonly kind: 'stub'; readonly held: HeldRecordState }
);

/** Compares version and digest of every key of a unit. @param heard called with the epoch in each of exchange's answers. */
export async function* compareUnit(
  { client, channel, load, read }: Pick<ProducerOptions, 'client' | 'channel' | 'load' | 'read'>,
  unit: string,
  heard: (epoch: string) => void,
): AsyncGenerator<Difference, void> {
  // Exchange first: what is stored meanwhile can only make the producer newer, which is no sign of a restore.
  const onlyHeld = new Map<string, HeldRecord>();
  for await (const { records, epoch } of client.listHeld(ListHeldRequest.create({ channel, unit }))) {
    heard(epoch);
    for (const record of records) if (record.key) onlyHeld.set(record.key.id, record);
  }
  for await (const { id, src, digest, tombstone = false } of load(unit)) {
    const found = onlyHeld.get(id);
    onlyHeld.delete(id);
    // A record whose content went with a restore is not held: it is put again.
    const there = found?.lacking ? undefined : found;
    const key = { unit, id };
    if (!there || (there.foreign === '' && there.src < src)) {
      const stored = await read(key);
      if (stored) yield { kind: 'behind', key, stored, lost: (stored.lostAt ?? 0) > (there?.src ?? 0) };
    } else if (
      there.foreign !== '' ||
      there.src > src ||
      there.tombstone !== tombstone ||
      (!tombstone && there.digest !== digest)
    ) {
      yield { kind: 'ahead', key, held: stateOf(there) };
    }
  }
  for (const [id, there] of onlyHeld) {
    const key = { unit, id };
    if (there.foreign === 'stub') yield { kind: 'stub', key, held: stateOf(there) };
    else if (!there.tombstone) yield { kind: 'ahead', key, held: stateOf(there) };
  }
}
