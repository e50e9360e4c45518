import type { Key } from '../../src/domain/key.ts';
import type { Unsigned } from '../../src/domain/record.ts';

/** Stands for the signature: covers what it covers, cheaply. */
export function seal(key: Key, { by, rev, tag, base, broke, lifted, extra, seen }: Unsigned): string {
  let sum = 0;
  for (const stamp of seen)
    sum = (Math.imul(sum, 31) + stamp.rev + Number.parseInt(stamp.tag.slice(0, 4), 16)) | 0;
  return `${by}:${key}:${rev}:${tag}:${base}:${broke}:${lifted}:${extra}:${seen.length}:${sum}`;
}
