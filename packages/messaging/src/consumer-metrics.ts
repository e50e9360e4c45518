import { askedOnce, gauge, type MachineClock, eventStream, type SiteNats } from '@lienthong/runtime';
import type { DeadLetters } from './dead-letters.ts';
import type { Trouble } from './event-troubles.ts';

const deadLetterCount = gauge('lienthong.dead_letters', {
  description: 'events and records that wait for the operator',
});
const deadLetterAge = gauge('lienthong.dead_letters.oldest_age_seconds', { unit: 's' });
const pending = gauge('lienthong.consumer.pending', {
  description: 'events of the stream not yet delivered',
});
const unacknowledged = gauge('lienthong.consumer.ack_pending_share', {
  description: 'events being handled, as a share of the most that may be: at 1 nothing is delivered any more',
});
const redelivered = gauge('lienthong.consumer.redelivered', {
  description: 'events that were delivered more than once and are still not done',
});
const failing = gauge('lienthong.consumer.failing_seconds', {
  unit: 's',
  description: 'how long the oldest event that fails has been failing and coming again; 0: none does',
});
const streamAnswers = gauge('lienthong.stream.answers', {
  description:
    '1: the server answers for the stream; 0: it does not, and the other figures are those of before',
});
const streamFill = gauge('lienthong.stream.fill', {
  description: 'bytes of the stream as a share of the most that it may hold: a full stream refuses',
});
const lastEventAge = gauge('lienthong.stream.last_event_age_seconds', {
  unit: 's',
  description: 'how long ago the newest event came: the alarm is on it, never on lag',
});

/**
 * Lets the operator's alarms see a consumer: its dead letters, what waits for it, and the stream that it reads. Asked for when metrics
 * are read; while the server is away the last figures stay and `lienthong.stream.answers` says so.
 *
 * @returns ends the watching.
 */
export function watchConsumer(options: {
  nats: SiteNats;
  durable: string;
  deadLetters: Pick<DeadLetters, 'waiting'>;
  oldestTrouble: () => Trouble | undefined;
  clock: MachineClock;
}): () => void {
  const { nats, durable, deadLetters, oldestTrouble, clock } = options;
  const labels = { consumer: durable };
  const secondsSince = (at: number): number => Math.max(0, clock.now() - at) / 1_000;
  const stream = askedOnce(() => nats.jsm.streams.info(eventStream));
  const consumer = askedOnce(() => nats.jsm.consumers.info(eventStream, durable));
  const unwatch = [
    watchDeadLetters(durable, () => deadLetters.waiting(), clock),
    pending.watch(async (result) => result.observe((await consumer()).num_pending, labels)),
    redelivered.watch(async (result) => result.observe((await consumer()).num_redelivered, labels)),
    unacknowledged.watch(async (result) => {
      const { num_ack_pending, config } = await consumer();
      if (config.max_ack_pending) result.observe(num_ack_pending / config.max_ack_pending, labels);
    }),
    failing.watch((result) => {
      const now = performance.now();
      result.observe((now - (oldestTrouble()?.since ?? now)) / 1_000, labels);
    }),
    streamAnswers.watch(async (result) => {
      const answers = await stream().then(
        () => 1,
        () => 0,
      );
      result.observe(answers, { stream: eventStream });
    }),
    streamFill.watch(async (result) => {
      const { state, config } = await stream();
      if (config.max_bytes > 0) result.observe(state.bytes / config.max_bytes, { stream: eventStream });
    }),
    lastEventAge.watch(async (result) => {
      const { state } = await stream();
      if (state.messages > 0)
        result.observe(secondsSince(Date.parse(state.last_ts)), { stream: eventStream });
    }),
  ];
  return () => {
    for (const end of unwatch) end();
  };
}

/** Lets the alarms see how many dead letters of a consumer wait, and since when. @returns ends the watching. */
export function watchDeadLetters(
  consumer: string,
  waiting: () => Promise<{ count: number; oldest: number | undefined }>,
  clock: MachineClock,
): () => void {
  const letters = askedOnce(waiting);
  const unwatch = [
    deadLetterCount.watch(async (result) => result.observe((await letters()).count, { consumer })),
    deadLetterAge.watch(async (result) => {
      const { oldest } = await letters();
      const age = oldest === undefined ? 0 : Math.max(0, clock.now() - oldest) / 1_000;
      result.observe(age, { consumer });
    }),
  ];
  return () => {
    for (const end of unwatch) end();
  };
}
