import type { Key } from './key.ts';
import type { SiteRecord, Unsigned } from './record.ts';

/** 64 bits as two signed 32-bit halves. */
export type Hash64 = readonly [number, number];

/** What the core may not have by itself: time, randomness, keys. The simulation passes its own. */
export interface Environment {
  /** Machine time in milliseconds: for pacing and display, never for order. */
  now(): number;
  /** What the machine's clock shows, in milliseconds: it dates what people do, and unlike `now` it may step. */
  clock(): number;
  /** From 0 to 1, for jitter. */
  random(): number;
  /** 8 bytes, 16 hex digits; time and value are mixed in, so that a copied generator cannot repeat (S1). */
  drawTag(value: Uint8Array | null): string;
  sign(key: Key, record: Unsigned): string;
  /** Whether `record.sig` is by one of these public keys. */
  verify(key: Key, record: SiteRecord, publicKeys: readonly string[]): boolean;
  /** The site's signature over a text, and whether one is by one of these public keys. */
  signText(text: string): string;
  verifyText(text: string, sig: string, publicKeys: readonly string[]): boolean;
  /** First 8 bytes of a good hash of the text. */
  hash(text: string): Hash64;
}
