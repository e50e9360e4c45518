import type { Key } from '../key.ts';
import type { SiteRecord } from '../record.ts';
import { isConsumerHop } from '../route.ts';
import type { Reach } from '../rules.ts';
import { type Stamp, sameStamp } from '../stamp.ts';
import type { Memory } from './memory.ts';

/** What is forgotten counts as offered: it takes a place in `seen`, nothing more. */
const mostUnsent = 20_000;

/** Known of the present record as long as this process wrote it and has not offered it to a neighbour. */
export function reachOf({ unsent }: Memory, key: Key, record: SiteRecord | null): Reach {
  const known = unsent.get(key);
  return record && known && sameStamp(known.stamp, record) ? known.reach : 'neighbours';
}

/** The site wrote a record of its own. */
export function noteWritten({ unsent }: Memory, key: Key, { rev, tag }: Stamp): void {
  unsent.delete(key);
  unsent.set(key, { stamp: { rev, tag }, reach: 'nobody' });
  if (unsent.size <= mostUnsent) return;
  const oldest = unsent.keys().next().value;
  if (oldest !== undefined) unsent.delete(oldest);
}

/** The present stamp of a key is about to be told to a hop; whether it arrives, nobody knows. */
export function noteOffered({ unsent }: Memory, key: Key, hop: string): void {
  const known = unsent.get(key);
  if (!known) return;
  if (isConsumerHop(hop)) known.reach = 'consumers';
  else unsent.delete(key);
}
