import type { Logger } from '@lienthong/runtime';
import {
  type HeldRecordState,
  type ProducedKey,
  type ProducerOptions,
  unknownHere,
} from './record-producer.ts';
import { nameOf, type WaitingStates } from './waiting-states.ts';

/**
 * Keys of which exchange holds another state than their producer put. They are not put before the producer has counted them anew. What
 * its sources do not know is left to people.
 */
export interface DisputedKeys {
  /** The key is to be counted anew, above what exchange holds. */
  dispute(key: ProducedKey, held: HeldRecordState): void;
  /** Only people can decide what becomes of the key. */
  leave(key: ProducedKey, held: HeldRecordState): void;
  /** A person has decided about the key. */
  decided(key: ProducedKey): void;
  /** The key has a new state: its sources may know it by now, so they are asked again if it was left to people. */
  hasNewState(name: string): void;
  /** Forgets what was left to people, for a comparison finds it again. @returns its units. */
  takeLeft(): ReadonlySet<string>;
  /** Counts all of them anew. One that fails holds up no other. @returns the first failure. */
  recount(): Promise<unknown>;
  /** The key waits to be counted anew. */
  isDisputed(name: string): boolean;
  count(): number;
  countLeft(): number;
}

interface Disputed extends Readonly<ProducedKey> {
  readonly held: HeldRecordState;
}

export function createDisputedKeys(options: {
  channel: string;
  recount: ProducerOptions['recount'];
  waiting: Pick<WaitingStates, 'addBehind' | 'drop'>;
  logger: Logger;
}): DisputedKeys {
  const { channel, waiting, logger } = options;
  const disputed = new Map<string, Disputed>();
  const left = new Map<string, Disputed>();
  let toldLeft = 0;

  function leave({ unit, id }: ProducedKey, held: HeldRecordState): void {
    const name = nameOf({ unit, id });
    left.set(name, { unit, id, held });
    waiting.drop(name);
  }

  /** @returns whether the sources knew the key. */
  async function recountOne(name: string, { held, ...key }: Disputed): Promise<boolean> {
    const counted = await options.recount(key, held);
    if (counted !== unknownHere && counted.src <= held.src)
      throw new Error(`the recount of ${channel}/${name} is version ${counted.src}, not above ${held.src}`);
    if (counted === unknownHere) leave(key, held);
    else waiting.addBehind(key, counted, counted.takesOver === undefined);
    disputed.delete(name);
    return counted !== unknownHere;
  }

  function tellLeft(): void {
    if (left.size > toldLeft)
      logger.error({ channel, records: left.size }, 'others hold records that are not here: people decide');
    toldLeft = left.size;
  }

  return {
    dispute({ unit, id }, held) {
      disputed.set(nameOf({ unit, id }), { unit, id, held });
    },
    leave,
    decided: (key) => void left.delete(nameOf(key)),
    hasNewState(name) {
      const found = left.get(name);
      if (!found) return;
      left.delete(name);
      disputed.set(name, found);
    },
    takeLeft() {
      const units = new Set([...left.values()].map(({ unit }) => unit));
      left.clear();
      return units;
    },
    async recount() {
      let failure: unknown;
      const done = { recounted: 0, left: 0 };
      for (const [name, key] of disputed) {
        try {
          if (await recountOne(name, key)) done.recounted += 1;
          else done.left += 1;
        } catch (error) {
          failure ??= error;
        }
      }
      if (done.recounted + done.left > 0)
        logger.warn({ channel, ...done }, 'exchange was ahead of its producer, which was restored');
      tellLeft();
      return failure;
    },
    isDisputed: (name) => disputed.has(name),
    count: () => disputed.size,
    countLeft: () => left.size,
  };
}
