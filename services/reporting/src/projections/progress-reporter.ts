import type { Instant, UnitKey } from '@lienthong/domain';
import type { DeadLetters, EventConsumer } from '@lienthong/messaging';
import { type BusinessClock, createPeriodicTask, type Logger, type MachineClock } from '@lienthong/runtime';
import { type Progress, progressOf } from '../domain/progress.ts';
import type { EventsOwner, ProgressStore } from './ports.ts';

/** Tells the site's exchange up to when the numbers of each unit are complete. */
export type ReportProgress = (units: ({ unit: UnitKey } & Progress)[]) => Promise<void>;

export interface ProgressReporter {
  start(): Promise<void>;
  stop(): Promise<void>;
}

const tickMs = 1_000;
/** Without news it is told this often. */
const quietMs = 3_000;

/** What the owner had published, and where the stream stood after it said so. */
interface Round {
  published: Map<UnitKey, Instant>;
  position: number;
}

/**
 * The mechanism behind "complete as of" (architecture §4). Each second a round begins: the owner says up to when it has published, and
 * after that the stream's position is taken. A round is seen through once the consumer has handled that position and exchange has
 * answered every tally that waited then, if only by a refusal, which leaves its unit incomplete. What the owner said counts from then on, unless a dead letter is older.
 */
export function createProgressReporter(options: {
  units: () => UnitKey[];
  owner: Pick<EventsOwner, 'publishing'>;
  /** The owner of the events may have been set back since it was last asked. */
  onOwnerSetBack: () => void;
  consumer: Pick<EventConsumer, 'streamPosition' | 'handledTo'>;
  /** Resolves when exchange holds every tally written so far. */
  putSoFar: () => Promise<void>;
  isCompared: (unit: UnitKey) => boolean;
  isHistoryMissing: (unit: UnitKey) => boolean;
  isRefused: (unit: UnitKey) => boolean;
  deadLetters: Pick<DeadLetters, 'oldest'>;
  store: ProgressStore;
  report: ReportProgress;
  businessClock: BusinessClock;
  machineClock: MachineClock;
  logger: Logger;
}): ProgressReporter {
  const { units, owner, consumer, putSoFar, isCompared, deadLetters, store, report, businessClock } = options;
  const { machineClock, logger } = options;
  const told = new Map<UnitKey, Progress>();
  const seenThrough = new Map<UnitKey, Instant>();
  let rounds: Round[] = [];
  let ownersEpoch: string | undefined;
  let finishing = false;
  let handled = -1;
  let handledBefore = -1;
  let reportedAt = 0;
  let failing = false;
  let stopped = false;

  async function beginRound(): Promise<void> {
    const { publishedTo: published, epoch } = await owner.publishing();
    if (ownersEpoch !== undefined && epoch !== ownersEpoch) options.onOwnerSetBack();
    ownersEpoch = epoch;
    rounds.push({ published, position: await consumer.streamPosition() });
    // The oldest one may be waiting for a long backlog; those between teach nothing that the newest will not.
    if (rounds.length > 30) rounds.splice(1, rounds.length - 30);
  }

  async function endRounds(): Promise<void> {
    handled = await consumer.handledTo();
    const last = rounds.findLast(({ position }) => position <= handled);
    if (!last || finishing) return;
    rounds = rounds.slice(rounds.indexOf(last) + 1);
    finishing = true;
    void putSoFar()
      .then(() => {
        for (const [unit, at] of last.published) seenThrough.set(unit, at);
      })
      .finally(() => {
        finishing = false;
      });
  }

  async function tell(): Promise<void> {
    const now = businessClock.now();
    const all = await Promise.all(
      units().map(async (unit) => ({
        unit,
        ...progressOf({
          now,
          comparing: !isCompared(unit),
          historyMissing: options.isHistoryMissing(unit),
          refused: options.isRefused(unit),
          seenThrough: seenThrough.get(unit),
          oldestDeadLetter: await deadLetters.oldest(unit),
          previous: told.get(unit)?.asOf,
        }),
      })),
    );
    const news =
      handled !== handledBefore || all.some(({ unit, reason }) => told.get(unit)?.reason !== reason);
    if (!news && machineClock.now() - reportedAt < quietMs) return;
    await report(all);
    reportedAt = machineClock.now();
    handledBefore = handled;
    for (const { unit, asOf, reason } of all) told.set(unit, { asOf, reason });
    await store.save(new Map(all.map(({ unit, asOf }) => [unit, asOf])));
  }

  async function tick(): Promise<void> {
    // What does not answer holds up its own step only: that nothing advances is told as well, with its reason.
    const failures: unknown[] = [];
    const attempt = (step: () => Promise<void>): Promise<void> =>
      step().catch((error: unknown) => void failures.push(error));
    await attempt(beginRound);
    await attempt(endRounds);
    await attempt(tell);
    if (failures.length > 0 && !failing && !stopped)
      logger.warn({ err: failures[0] }, 'the progress of the numbers cannot be followed for now');
    failing = failures.length > 0;
  }

  const ticks = createPeriodicTask({ round: tick, pauseMs: tickMs });

  return {
    async start() {
      for (const [unit, asOf] of await store.load()) told.set(unit, { asOf, reason: 'comparing' });
      ticks.start();
    },
    async stop() {
      stopped = true;
      await ticks.stop();
    },
  };
}
