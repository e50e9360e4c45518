import { isKey } from '../domain/key.ts';
import type { Stamp } from '../domain/stamp.ts';

/** Why bytes of a link are not a message. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** @throws MalformedMessage */
export function checkedKey(text: string): string {
  if (!isKey(text)) throw new MalformedMessage('not the key of a record');
  return text;
}

/** Bytes of an exact length as hex. @throws MalformedMessage */
export function hexOf(bytes: Uint8Array, length: number): string {
  if (bytes.length !== length) throw new MalformedMessage(`${bytes.length} bytes in place of ${length}`);
  return Buffer.from(bytes).toString('hex');
}

const maximumExtra = 2_000;

/** Signed fields of a later release, base64url. @throws MalformedMessage */
export function extraFromWire(bytes: Uint8Array): string {
  if (bytes.length > maximumExtra) throw new MalformedMessage('more fields of a later release than fit');
  return Buffer.from(bytes).toString('base64url');
}

/** As far as a date goes, in milliseconds to both sides of 1970: beyond, nobody can say it on. */
const farthestDate = 8_640_000_000_000_000;

/** Milliseconds that are a date. @throws MalformedMessage */
export function dateFromWire(ms: number): number {
  if (!(Math.abs(ms) <= farthestDate)) throw new MalformedMessage('a time that is no date');
  return ms;
}

/** Longest id of a site. */
const longestSite = 64;

/** @throws MalformedMessage */
export function siteFromWire(id: string): string {
  if (id.length > longestSite) throw new MalformedMessage('the id of a site is too long');
  return id;
}

/** Undefined stays undefined. @throws MalformedMessage */
export function stampFromWire(wire: { rev: number; tag: Uint8Array } | undefined): Stamp | undefined {
  return wire && { rev: wire.rev, tag: tagFromWire(wire.rev, wire.tag) };
}

/** Nothing held has revision 0 and no tag. */
export const tagFromWire = (rev: number, tag: Uint8Array): string => (rev === 0 ? '' : hexOf(tag, 8));
