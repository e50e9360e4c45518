import { compareUnit } from './compare-unit.ts';
import { createComparisons } from './comparisons.ts';
import { createDisputedKeys } from './disputed-keys.ts';
import { nextBatch } from './next-batch.ts';
import { type PutParts, putBatch, putFiles } from './put-batch.ts';
import type { ProducerOptions, RecordProducer } from './record-producer.ts';
import { createRefusedRecords } from './refused-records.ts';
import { createRetryingLoop } from './retrying-loop.ts';
import { createWaitingStates } from './waiting-states.ts';

const dayMs = 86_400_000;
/** What was left to people is compared again: that they have decided is told to nobody. */
const lookAgainMs = 600_000;

/**
 * Puts a service's own records into `exchange` (docs/protocol/services.md). The service stores a value with its version `src` in one
 * write, then calls {@link RecordProducer.put}. What a crash left unput is found by the comparison at the next start, so the service
 * needs no outbox.
 *
 * - Exchange takes a put only above the `src` that it holds; a repeat changes nothing. Unknown outcomes are therefore put again.
 * - Before its first put, and daily, versions and digests of every key are compared. Exchange behind or empty: the stored state is put.
 *   Exchange ahead, or another value under the same version: this service's database was restored alone. The key is counted anew above
 *   what exchange holds and put with `restored`, which marks the record for people. So is one of which exchange holds a version that
 *   this database never had: both were set back, to copies of two lives. The same happens to a single key whose put is
 *   refused because exchange is ahead: the database was restored under the running process.
 * - A record that exchange refuses (by its registry another site writes the unit) waits by itself; the others go on, and who waits for it
 *   is told. Its unit alone is not complete.
 * - What waits when the unit has another owner is put once: exchange keeps it for people, as stranded, or it is dropped.
 * - Exchange tells its epoch in every answer. A new one means that it was started or restored: everything is compared again.
 * - Of a key of which only others know (a stub, a record of the unit's former owner, a holding that the sources here know nothing of)
 *   nothing is put: it is left to people. What they decide is found within ten minutes, and a new state of the service's own is judged
 *   at once: whether its sources know the key by now.
 * - Nothing is put while a comparison reads, so that a put under way does not look like a restore.
 * - Whatever waits goes in one call, and one call is in flight.
 */
export function createRecordProducer(options: ProducerOptions): RecordProducer {
  const { channel, logger } = options;
  const waiting = createWaitingStates();
  const disputed = createDisputedKeys({ channel, recount: options.recount, waiting, logger });
  const loop = createRetryingLoop({ work, logger, what: `putting records of ${channel}` });
  const refused = createRefusedRecords(() => loop.wake());
  const parts = { waiting, disputed, refused };
  const comparisons = createComparisons({
    units: options.units,
    compare: (unit, heard) => noteDifferences(options, parts, unit, heard),
    takeLeft: () => disputed.takeLeft(),
    wake: () => loop.wake(),
  });
  let daily: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;

  /** One round; says whether there is more to do at once. */
  async function work(): Promise<boolean> {
    await comparisons.run();
    const recounting = await disputed.recount();
    const batch = nextBatch(waiting, disputed, refused, new Set(options.units()));
    const reading = await putFiles(options, parts, batch);
    if (batch.length > 0) await putBatch(options, parts, batch, (epoch) => comparisons.noteEpoch(epoch));
    const failure = recounting ?? reading;
    if (failure !== undefined) throw failure;
    // Before those who waited for the answer go on.
    if (disputed.count() === 0) loop.succeeded();
    // What came since waits for its own answer: beside a steady flow the comparison would never end.
    if (!comparisons.isWanted() && !waiting.isBehind() && disputed.count() === 0) comparisons.settle();
    const isWaiting = [...waiting.all()].some(({ name }) => !refused.isAside(name));
    return comparisons.isWanted() || isWaiting || disputed.count() > 0;
  }

  return {
    start() {
      loop.start();
      daily = setInterval(() => comparisons.want(), dayMs);
      looking = setInterval(() => {
        if (disputed.countLeft() > 0) comparisons.wantLeft();
      }, lookAgainMs);
    },
    async put(key, value) {
      if (loop.stopped()) return false;
      if (value.takesOver) disputed.decided(key);
      const held = waiting.addAndWait(key, value, value.lostAt === value.src);
      loop.wake();
      return held;
    },
    async compare() {
      if (loop.stopped()) return;
      const settled = comparisons.settled();
      comparisons.want();
      await settled;
    },
    noteEpoch: (epoch) => comparisons.noteEpoch(epoch),
    status: () => ({
      compared: comparisons.isCompared(),
      waiting: waiting.count(),
      recounting: disputed.count(),
      refused: refused.count(),
      refusal: refused.reason(),
      left: disputed.countLeft(),
      notTaken: waiting.refusedUnits(),
      failingSince: loop.failingSince(),
      epoch: comparisons.settledEpoch(),
    }),
    async stop() {
      clearInterval(daily);
      clearInterval(looking);
      refused.stop();
      await loop.stop();
      waiting.stop();
      comparisons.stop();
    },
  };
}

/** Compares a unit: what exchange lacks waits to be put, what it has otherwise is disputed. */
async function noteDifferences(
  options: ProducerOptions,
  { waiting, disputed }: Pick<PutParts, 'waiting' | 'disputed'>,
  unit: string,
  heard: (epoch: string) => void,
): Promise<void> {
  for await (const difference of compareUnit(options, unit, heard)) {
    switch (difference.kind) {
      case 'behind':
        waiting.addBehind(difference.key, difference.stored, difference.lost);
        break;
      case 'ahead':
        disputed.dispute(difference.key, difference.held);
        break;
      case 'stub':
        disputed.leave(difference.key, difference.held);
        break;
      default:
        difference satisfies never;
    }
  }
}
