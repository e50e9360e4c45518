import type { DisputedKeys } from './disputed-keys.ts';
import type { RefusedRecords } from './refused-records.ts';
import type { WaitingState, WaitingStates } from './waiting-states.ts';

const maxRecords = 200;
const maxBytes = 2_000_000;
/** What a record takes beside its value, at most. */
const bytesBeside = 600;

/** Chooses what goes in the next call: the oldest that may be put now, up to its limits. */
export function nextBatch(
  waiting: Pick<WaitingStates, 'all'>,
  disputed: Pick<DisputedKeys, 'hasNewState' | 'isDisputed'>,
  refused: Pick<RefusedRecords, 'isAside'>,
  units: ReadonlySet<string>,
): WaitingState[] {
  const batch: WaitingState[] = [];
  let bytes = 0;
  for (const state of waiting.all()) {
    const { name, unit, latest } = state;
    // What another site writes by now is not counted anew here: exchange says what becomes of it.
    const isOwners = units.has(unit);
    if (isOwners) disputed.hasNewState(name);
    if ((isOwners && disputed.isDisputed(name)) || refused.isAside(name)) continue;
    bytes += latest.value.length + bytesBeside;
    if (batch.length > 0 && (bytes > maxBytes || batch.length >= maxRecords)) break;
    batch.push(state);
  }
  return batch;
}
