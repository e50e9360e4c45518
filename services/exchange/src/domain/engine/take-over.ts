import type { Work } from '../decide.ts';
import type { Key } from '../key.ts';
import type { SiteRecord } from '../record.ts';
import type { Steps } from './effects.ts';
import { beginEpoch } from './epoch.ts';
import { follow } from './follow.ts';
import type { Memory } from './memory.ts';
import { takeSoon } from './past.ts';
import { process } from './process.ts';

/** A record that this site's own unit has from before, and the neighbour that holds it. */
export interface TakenRecord {
  readonly key: Key;
  readonly from: string;
  readonly record: SiteRecord;
}

/** Former owners' records, as a neighbour holds them: checked and stored like any that is put (R5). */
export function* takeOver(memory: Memory, records: readonly TakenRecord[]): Steps<void> {
  const works: Work[] = records.map((one) => ({ kind: 'put', ...one }));
  const outcomes = yield* process(memory, works);
  yield* follow(memory, outcomes);
  if (!outcomes.some(({ decision }) => decision.taken)) return;
  takeSoon(memory, 0);
  // A producer that compared before these came knows nothing of them, and people would have nothing to decide upon.
  beginEpoch(memory);
}
