import { setTimeout as pause } from 'node:timers/promises';
import type { UnitKey } from '@lienthong/domain';
import type { EventConsumer } from '@lienthong/messaging';
import type { Logger } from '@lienthong/runtime';
import type { Comparisons } from './comparisons.ts';

/** When the stream is no witness of what its owner holds. */
export interface StreamIntegrity {
  /** What the stream holds may be neither all that its owner published nor only that: every unit is compared again. */
  raise(): void;
  stop(): Promise<void>;
}

const lookMs = 1_000;

/**
 * Two faults show only beside the stream. It may have lost events that count as published: they are found by comparing at once. And it
 * may still hold events that their owner has lost by a restore, and deliver them after a comparison: they are found by comparing once
 * more when what waited at the time of the doubt has been handled. A process starts in doubt.
 */
export function createStreamIntegrity(options: {
  consumer: Pick<EventConsumer, 'streamPosition' | 'handledTo'>;
  comparisons: Pick<Comparisons, 'invalidate'>;
  units: () => UnitKey[];
  logger: Logger;
}): StreamIntegrity {
  const { consumer, comparisons, units, logger } = options;
  const abort = new AbortController();
  let wanted = false;
  let following: Promise<void> | undefined;

  const invalidateAll = (): void => units().forEach((unit) => comparisons.invalidate(unit, 'digests'));

  /** Asks until it is answered. @returns undefined at stop. */
  async function ask(question: () => Promise<number>): Promise<number | undefined> {
    while (!abort.signal.aborted) {
      try {
        return await question();
      } catch (error) {
        logger.debug({ err: error }, 'the stream does not say how far it has been handled');
        await pause(lookMs, undefined, { signal: abort.signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  async function follow(): Promise<void> {
    while (wanted && !abort.signal.aborted) {
      wanted = false;
      const position = await ask(() => consumer.streamPosition());
      let handled = await ask(() => consumer.handledTo());
      if (position === undefined || handled === undefined || handled >= position) continue;
      while (handled !== undefined && handled < position && !wanted) {
        await pause(lookMs, undefined, { signal: abort.signal }).catch(() => undefined);
        handled = await ask(() => consumer.handledTo());
      }
      if (handled !== undefined && !wanted) invalidateAll();
    }
  }

  return {
    raise() {
      invalidateAll();
      wanted = true;
      following ??= follow().finally(() => {
        following = undefined;
      });
    },
    async stop() {
      abort.abort();
      await following;
    },
  };
}
