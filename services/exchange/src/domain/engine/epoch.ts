import { type MarkMove, mark, type Steps } from './effects.ts';
import { type Memory, once } from './memory.ts';

/** Two processes on one database would rebuild for ever: not sooner than this after the last rebuild. */
const rebuildPauseMs = 10_000;

/** A new life of the engine: its own mark, and an epoch that no producer has compared in. */
export function* beginLife(memory: Memory): Steps<void> {
  memory.mark = memory.environment.drawTag(null);
  memory.epoch = memory.mark;
  yield* mark('', memory.mark);
}

/** A text that neither this life nor another has used. */
function nameOnce(memory: Memory): string {
  memory.names += 1;
  return `${memory.mark.slice(0, 16)}:${memory.names}`;
}

/** The mark that the next write leaves behind. */
export function moveMark(memory: Memory): MarkMove {
  const expected = memory.mark;
  memory.mark = nameOnce(memory);
  return { expected, next: memory.mark };
}

/** What producers compared before counts no longer. */
export function beginEpoch(memory: Memory): void {
  memory.epoch = nameOnce(memory);
}

/**
 * The database is not as this engine left it. What producers compared before counts no longer, at once; all that is derived from the
 * store is computed again soon.
 */
export function noteRestore(memory: Memory): void {
  beginEpoch(memory);
  const wait = Math.max(0, memory.rebuiltAt + rebuildPauseMs - memory.environment.now());
  once(memory, 'restored', wait, { do: 'restored' });
  once(memory, 'watermarks', memory.timing.watermarks, { do: 'watermarks' });
}

/** Without a write: says whether the database is still the one that this engine left. */
export function* lookForRestore(memory: Memory): Steps<boolean> {
  const { mark: expected } = memory;
  const isOurs = yield* mark(expected, expected);
  if (!isOurs) noteRestore(memory);
  return isOurs;
}
