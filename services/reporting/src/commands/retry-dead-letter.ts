import type { DeadLetters, HandleBatch } from '@lienthong/messaging';
import { refuseWith } from '../domain/refusals.ts';

/** Tries a dead letter again. @returns the new reason, or undefined when it was used this time and is gone. */
export type RetryDeadLetter = (id: string, mayAct: (unit: string) => boolean) => Promise<string | undefined>;

export function createRetryDeadLetter(options: {
  deadLetters: DeadLetters;
  handle: HandleBatch;
  /** Reads the catalogue as it is now: the operator has just had it put right. */
  refreshCatalogue: () => Promise<void>;
}): RetryDeadLetter {
  const { deadLetters, handle, refreshCatalogue } = options;
  return async (id, mayAct) => {
    const letter = await deadLetters.find(id);
    // One answer for what is not there and what is not the caller's.
    if (!letter || !mayAct(letter.event.unit)) refuseWith('DEAD_LETTER_UNKNOWN');
    await refreshCatalogue();
    const [outcome] = await handle([letter.event]);
    switch (outcome?.kind) {
      case 'done':
        await deadLetters.remove(id);
        return undefined;
      case 'hopeless':
      case 'retry':
        await deadLetters.bury(letter.consumer, letter.event, outcome.reason);
        return outcome.reason;
      case undefined:
        throw new Error('the handler gave no outcome');
      default:
        return outcome satisfies never;
    }
  };
}
