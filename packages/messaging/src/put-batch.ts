import type { DisputedKeys } from './disputed-keys.ts';
import { putRecords, type Verdict } from './put-call.ts';
import type { ProducerOptions } from './record-producer.ts';
import type { RefusedRecords } from './refused-records.ts';
import type { WaitingState, WaitingStates } from './waiting-states.ts';

/** Where it is noted what became of a put. */
export interface PutParts {
  readonly waiting: WaitingStates;
  readonly disputed: DisputedKeys;
  readonly refused: RefusedRecords;
}

/** Reading a record again puts its file: exchange has lost it, or never got it. @returns the first failure. */
export async function putFiles(
  { read }: Pick<ProducerOptions, 'read'>,
  { waiting, refused }: Pick<PutParts, 'waiting' | 'refused'>,
  batch: readonly WaitingState[],
): Promise<unknown> {
  let failure: unknown;
  for (const { unit, id, name, restored } of batch) {
    if (!refused.lacksFile(name)) continue;
    try {
      const stored = await read({ unit, id });
      if (stored) waiting.add({ unit, id }, stored, restored);
      refused.filePut(name);
    } catch (error) {
      failure ??= error;
    }
  }
  return failure;
}

/**
 * Puts a batch and notes what exchange said of each record. Throws the first failure, which holds up no other record.
 *
 * @param answered called with exchange's epoch, before anything is noted.
 */
export async function putBatch(
  options: ProducerOptions,
  parts: PutParts,
  batch: readonly WaitingState[],
  answered: (epoch: string) => void,
): Promise<void> {
  // A copy: states that come during the call are not what was sent.
  const sent = batch.map((state) => ({ ...state }));
  const { verdicts, epoch } = await putRecords(options, sent);
  answered(epoch);
  for (const { state, verdict } of verdicts) noteVerdict(options, parts, state, verdict);
  for (const { verdict } of verdicts) if (verdict.kind === 'failed') throw verdict.error;
}

function noteVerdict(
  { channel, units, logger }: Pick<ProducerOptions, 'channel' | 'units' | 'logger'>,
  { waiting, disputed, refused }: PutParts,
  state: WaitingState,
  verdict: Verdict,
): void {
  const { name, unit, latest } = state;
  const isOwners = units().includes(unit);
  switch (verdict.kind) {
    case 'held':
      waiting.held(name, latest.src);
      break;
    case 'ahead':
      // Another site writes the unit by now, and nothing is counted anew here.
      if (!isOwners) return waiting.drop(name);
      disputed.dispute(state, verdict.held);
      break;
    case 'refused': {
      if (!isOwners && verdict.refusal.code === 'NOT_THE_OWNER') return waiting.drop(name);
      const reason = refused.setAside(name, verdict.refusal);
      if (reason) logger.warn({ channel, record: name, reason }, 'exchange refused a record');
      waiting.refused(name, latest.src);
      break;
    }
    // It waits on, and the round fails.
    case 'failed':
      break;
    default:
      verdict satisfies never;
  }
}
