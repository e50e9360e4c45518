import { hash64, type RecordKey, recordName, type Stamp } from './record-hash.ts';

/** What names a record and its state. */
export type HeldState = RecordKey & Stamp;

/**
 * The hash of one held state, 64 bits: the first 8 bytes of SHA-256 over `channel/unit/id|rev:tag`. Watermarks of exchange carry the
 * XOR of it over a unit's records of a channel: both ends must write it alike.
 */
function stateHash(state: HeldState): bigint {
  const { rev, tag } = state;
  return hash64(`${recordName(state)}|${rev}:${tag}`);
}

/** Number of records held and XOR of their hashes; order does not matter, and a state is taken out the way it was put in. */
export class Holding {
  #xor = 0n;
  #count = 0;

  add(state: HeldState): void {
    this.#xor ^= stateHash(state);
    this.#count += 1;
  }

  remove(state: HeldState): void {
    this.#xor ^= stateHash(state);
    this.#count -= 1;
  }

  get count(): number {
    return this.#count;
  }

  /** 16 hex digits. */
  get digest(): string {
    return this.#xor.toString(16).padStart(16, '0');
  }
}
