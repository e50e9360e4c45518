/** XOR of the 64-bit hashes of a set of ids: the same for every order. Taking the same id twice takes it out again. */
export interface Digest {
  high: number;
  low: number;
}

export const emptyDigest: Digest = { high: 0, low: 0 };

/** The digest with one more id in it. */
export function withId(digest: Digest, id: string): Digest {
  return unionOf(digest, hash64(id));
}

/** The digest of two sets without a common id. */
export const unionOf = (one: Digest, other: Digest): Digest => ({
  high: (one.high ^ other.high) >>> 0,
  low: (one.low ^ other.low) >>> 0,
});

/** 16 hex digits. */
export function formatDigest({ high, low }: Digest): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

export function digestOf(ids: Iterable<string>): string {
  let digest = emptyDigest;
  for (const id of ids) digest = withId(digest, id);
  return formatDigest(digest);
}

/**
 * 64 bits in which every character reaches every bit (two lanes, Murmur3's finaliser). Needed because ids differ in their last
 * digit only, and the XOR of a weaker hash (FNV) over such neighbours is nearly constant. It finds accidents; against forgery
 * records are signed.
 */
function hash64(text: string): Digest {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high ^= text.length;
  low ^= text.length;
  high = (high + low) | 0;
  low = (low + high) | 0;
  high = finalise(high);
  low = finalise(low);
  high = (high + low) | 0;
  low = (low + high) | 0;
  return { high: high >>> 0, low: low >>> 0 };
}

function finalise(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
