import type { RecordConsumer } from '@lienthong/messaging';
import type { Logger } from '@lienthong/runtime';

/** Reads the tallies of all sources of the catalogue, and goes over to others when the table names them. */
export interface TallyReader {
  start(): void;
  /** The table of indicators was read anew. */
  channelsMayDiffer(): void;
  stop(): Promise<void>;
}

/**
 * Exchange knows one consumer of a service, with the channels that it subscribed to: other channels are another consumer, after the first.
 *
 * @param channels as the catalogue names them now; none: nothing is read until there are some.
 */
export function createTallyReader(
  channels: () => string[],
  createConsumer: (channels: string[]) => RecordConsumer,
  logger: Logger,
): TallyReader {
  let isRunning = false;
  let reading: { consumer: RecordConsumer; channels: string } | undefined;
  let turn: Promise<void> = Promise.resolve();

  async function follow(): Promise<void> {
    const wanted = isRunning ? [...channels()].sort() : [];
    if (wanted.join() === (reading?.channels ?? '')) return;
    await reading?.consumer.stop();
    reading = undefined;
    if (wanted.length === 0) return;
    reading = { consumer: createConsumer(wanted), channels: wanted.join() };
    reading.consumer.start();
  }

  const next = (): Promise<void> => {
    // What one turn could not do is left to the next: it compares with what is read.
    turn = turn
      .then(follow)
      .catch((error: unknown) =>
        logger.error({ err: error }, 'the sources of the catalogue are not followed'),
      );
    return turn;
  };

  return {
    start() {
      isRunning = true;
      void next();
    },
    channelsMayDiffer: () => void next(),
    stop() {
      isRunning = false;
      return next();
    },
  };
}
