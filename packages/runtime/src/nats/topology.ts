import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import type { Durable } from '../service.ts';

/** The site's one stream of events: a wire that forgets after seven days, never a history. A full one refuses, it does not forget. */
export const eventStream = 'EVENTS';

const retryMs = 1_000;
const day = 86_400_000;
const streamSettings = {
  name: eventStream,
  subjects: ['ev.>'],
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  discard: DiscardPolicy.New,
  max_age: nanos(7 * day),
  max_bytes: 2_000_000_000,
  duplicate_window: nanos(3_600_000),
} satisfies Partial<StreamConfig>;

const consumerSettings = (durable: Durable): Partial<ConsumerConfig> & { durable_name: string } => ({
  durable_name: durable.name,
  filter_subject: durable.filter,
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.All,
  ack_wait: nanos(30_000),
  max_ack_pending: 2_000,
  // The loop counts deliveries itself and makes a dead letter: the server's own limit only sends an advisory.
  max_deliver: -1,
});

/**
 * Makes the site's stream, and these durables on it; compares and updates, never deletes. Every process calls it at its start with the
 * durables of its own services, and again when they are gone; which one is first means nothing.
 */
export async function provisionSite(jsm: JetStreamManager, durables: readonly Durable[]): Promise<void> {
  await jsm.streams.info(eventStream).then(
    () => jsm.streams.update(eventStream, streamSettings),
    async (error: unknown) => {
      if (!isNotFound(error)) throw error;
      await jsm.streams.add(streamSettings);
    },
  );
  for (const durable of durables) {
    const settings = consumerSettings(durable);
    await jsm.consumers.info(eventStream, durable.name).then(
      () => jsm.consumers.update(eventStream, durable.name, settings),
      async (error: unknown) => {
        if (!isNotFound(error)) throw error;
        await jsm.consumers.add(eventStream, settings);
      },
    );
  }
}

/** {@link provisionSite}, again and again until it is done: a server may answer before its store does. @throws when `signal` ends it. */
export async function provisionForever(
  jsm: JetStreamManager,
  durables: readonly Durable[],
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      return await provisionSite(jsm, durables);
    } catch (error) {
      logger.warn({ err: error }, 'the stream of events could not be made yet');
      await pause(retryMs, undefined, { signal });
    }
  }
}

/** Whether the server says that the stream or the consumer does not exist. */
export function isNotFound(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError &&
    (error.code === JetStreamApiCodes.StreamNotFound || error.code === JetStreamApiCodes.ConsumerNotFound)
  );
}
