import type { DeadReason, LocalDay, UnitKey } from '@lienthong/domain';
import type { DeadLetters, EventEnvelope } from '@lienthong/messaging';
import type { Logger, MachineClock } from '@lienthong/runtime';
import { countedEvent, UnusableEvent } from '../consumers/counted-event.ts';
import type { ReadCatalogue } from '../domain/catalogue.ts';
import { type CountedEvent, findUncountable } from '../domain/counted-event.ts';
import { agree, createDaySummaries } from '../domain/day-summary.ts';
import type { Fact } from '../domain/fact.ts';
import { factsOf } from '../domain/facts-of.ts';
import { foldVersion } from '../domain/fold-tally.ts';
import type { TallyProjection } from '../projections/tally-projection-types.ts';
import type { EventDay, EventsOwner, FactStore, TallyStore } from '../projections/ports.ts';
import type { LostFactStore } from './ports.ts';

/** What a comparison found and put right. */
export interface ComparisonResult {
  /** Days that were compared. */
  days: number;
  factsAdded: number;
  factsRemoved: number;
  /** Days whose tally was counted again. */
  talliesChanged: number;
}

/**
 * How far a comparison trusts the tallies stored here: `digests` compares what they were counted from with the owner and reads only
 * days that differ; `facts` holds every tally against its facts, too.
 */
export type Depth = 'digests' | 'facts';

export type CompareWithOwner = (
  unit: UnitKey,
  signal: AbortSignal,
  depth: Depth,
) => Promise<ComparisonResult>;

/** Days in one question to the owner. */
const daysAtOnce = 40;
const factsAtOnce = 1_000;

interface Differences {
  missing: Fact[];
  /** Made by an older contribution version of the owner's. */
  outdated: Fact[];
  /** Made by no event of the owner's any more: its event is there (another contribution version), or it is lost. */
  surplus: Map<string, LocalDay>;
  lost: Map<string, LocalDay>;
}

/**
 * Compares facts and tallies of a unit with the events of their owner, both ways, and repairs them: by count and digest of the event
 * ids per day first, event by event only where these differ. The same thing rebuilds everything from nothing.
 *
 * What is held here is read before the owner is asked: an event is written by its owner before anybody hears of it, so that a fact
 * of which the owner then knows nothing has lost its event (the owner was restored). An event that comes meanwhile is at most
 * inserted twice, which is harmless.
 *
 * Facts that lost their event are kept as evidence before they are removed, and their day is written as one that lost something. Days
 * before the owner's present history stay as they are: an owner that was wiped knows nothing of them.
 */
export function createComparison(options: {
  facts: FactStore;
  tallies: TallyStore;
  lostFacts: LostFactStore;
  projection: TallyProjection;
  /** The service whose events they are. */
  owner: string;
  events: Pick<EventsOwner, 'read' | 'days'>;
  catalogue: ReadCatalogue;
  /** Reads the catalogue anew: what is held may be older than an event. */
  refreshCatalogue: () => Promise<void>;
  deadLetters: Pick<DeadLetters, 'find' | 'add'>;
  clock: MachineClock;
  logger: Logger;
}): CompareWithOwner {
  const { facts, tallies, lostFacts, projection, owner, events, catalogue, deadLetters, clock, logger } =
    options;

  /** Sets aside as a dead letter what can never be used, as the stream's consumer would have done. @returns undefined also for what touches no number. */
  async function usable(event: EventEnvelope): Promise<CountedEvent | undefined> {
    try {
      return countedEvent(event);
    } catch (error) {
      if (!(error instanceof UnusableEvent)) throw error;
      await deadLetterOnce(event, error.reason);
      return undefined;
    }
  }

  async function deadLetterOnce(event: EventEnvelope, reason: DeadReason): Promise<void> {
    if (await deadLetters.find(event.id)) return;
    await deadLetters.add(event, reason);
    logger.error(
      { event: event.id, type: event.type, reason },
      'the comparison found an event that cannot be used',
    );
  }

  /** Event by event: what the owner's events make and is not held, what an older contribution version made, and what no event makes (any more). */
  async function differences(
    unit: UnitKey,
    days: readonly LocalDay[],
    signal: AbortSignal,
  ): Promise<Differences> {
    const here = new Map<string, { day: LocalDay; eventId: string; contributionVersion: number }>();
    for await (const fact of facts.outline(unit, days)) here.set(fact.id, fact);
    await options.refreshCatalogue().catch(() => undefined);
    const known = catalogue();
    const found: Differences = { missing: [], outdated: [], surplus: new Map(), lost: new Map() };
    const wanted = new Set(days);
    const owned = new Set<string>();
    for await (const event of events.read(unit, days, signal)) {
      owned.add(event.id);
      const counted = await usable(event);
      if (!counted) continue;
      const made = factsOf(counted);
      const reason = findUncountable(counted, { owner, catalogue: known });
      if (reason !== undefined && !made.some(({ id }) => here.has(id))) {
        await deadLetterOnce(event, reason);
        continue;
      }
      for (const fact of made) {
        if (!wanted.has(fact.day)) continue;
        const held = here.get(fact.id);
        here.delete(fact.id);
        if (!held) found.missing.push(fact);
        else if (held.contributionVersion !== fact.contributionVersion) found.outdated.push(fact);
      }
    }
    for (const [id, { day, eventId }] of here) (owned.has(eventId) ? found.surplus : found.lost).set(id, day);
    return found;
  }

  /** @returns the days whose facts changed. */
  async function repair(
    unit: UnitKey,
    days: readonly LocalDay[],
    ownersFirst: LocalDay,
    result: ComparisonResult,
    signal: AbortSignal,
  ): Promise<LocalDay[]> {
    const { missing, outdated, surplus, lost } = await differences(unit, days, signal);
    for (let at = 0; at < missing.length; at += factsAtOnce)
      result.factsAdded += await facts.insert(missing.slice(at, at + factsAtOnce));
    await facts.replace(outdated);
    await lostFacts.returned(missing.map(({ id }) => id));
    const gone = await keepLost([...lost.keys()], ownersFirst);
    const removed = [...surplus.keys(), ...gone.map(({ id }) => id)];
    await facts.remove(removed);
    result.factsRemoved += removed.length;
    return [...missing, ...outdated, ...gone].map(({ day }) => day).concat([...surplus.values()]);
  }

  /** Writes lost facts down. @returns those that are to be removed. */
  async function keepLost(ids: readonly string[], ownersFirst: LocalDay): Promise<Fact[]> {
    if (ids.length === 0) return [];
    const lost = await facts.withIds(ids);
    const gone = lost.filter(({ day }) => day >= ownersFirst);
    const stay = lost.filter(({ day }) => day < ownersFirst);
    await lostFacts.keep(stay, clock.now(), { counted: true });
    await lostFacts.keep(gone, clock.now(), { counted: false });
    logger.error(
      { facts: lost.length, removed: gone.length },
      'the owner has lost events that were counted: people have to look for the dossiers',
    );
    return gone;
  }

  /** Of these days, those whose tally is not the fold of the facts held. */
  async function uncounted(
    unit: UnitKey,
    days: readonly LocalDay[] | undefined,
    stored: ReadonlyMap<LocalDay, Awaited<ReturnType<TallyStore['outline']>>[number]>,
  ): Promise<Set<LocalDay>> {
    const summaries = createDaySummaries();
    const contributionVersions = new Map<LocalDay, number>();
    for await (const { id, day, contributionVersion } of facts.outline(unit, days)) {
      summaries.add(day, id);
      contributionVersions.set(
        day,
        Math.min(contributionVersion, contributionVersions.get(day) ?? contributionVersion),
      );
    }
    const found = new Set<LocalDay>();
    for (const day of new Set([...(days ?? stored.keys()), ...summaries.days()])) {
      const tally = stored.get(day);
      const counted =
        tally?.fold === foldVersion &&
        tally.contributionVersion === (contributionVersions.get(day) ?? 0) &&
        agree(tally, summaries.of(day));
      // A day of dead letters alone has neither facts nor a tally.
      if (!counted && (tally || summaries.of(day).facts > 0)) found.add(day);
    }
    return found;
  }

  return async (unit, signal, depth) => {
    const result: ComparisonResult = { days: 0, factsAdded: 0, factsRemoved: 0, talliesChanged: 0 };
    const stored = new Map((await tallies.outline(unit)).map((tally) => [tally.day, tally]));
    const uncountedDays = depth === 'facts' ? await uncounted(unit, undefined, stored) : new Set<LocalDay>();
    const owners = new Map<LocalDay, EventDay>();
    for await (const day of events.days(unit, signal)) owners.set(day.day, day);
    const ownersFirst = [...owners.keys()].sort()[0] ?? '9999-12-31';
    const days = [...new Set([...uncountedDays, ...owners.keys(), ...stored.keys()])].sort();
    result.days = days.length;
    const kept = new Set(
      (await lostFacts.keptDays(unit)).filter(
        (day) => day < ownersFirst && stored.get(day)?.fold === foldVersion,
      ),
    );
    const differing = days.filter(
      (day) => uncountedDays.has(day) || (!kept.has(day) && !isOfOwner(stored.get(day), owners.get(day))),
    );
    const recount = new Set<LocalDay>();
    for (let at = 0; at < differing.length; at += daysAtOnce) {
      const some = differing.slice(at, at + daysAtOnce);
      for (const day of await repair(unit, some, ownersFirst, result, signal)) recount.add(day);
      for (const day of await uncounted(unit, some, stored)) recount.add(day);
    }
    // Also those that an earlier comparison did not come to write.
    const lost = await lostFacts.unmarkedDays(unit);
    for (const day of lost) recount.add(day);
    const places = (some: Iterable<LocalDay>): { unit: UnitKey; day: LocalDay }[] =>
      [...some].map((day) => ({ unit, day }));
    // A day that the consumer is writing at this moment is counted once more: harmless.
    await projection.update({ recount: places(recount), lost: places(lost) });
    await lostFacts.marked(unit, lost);
    result.talliesChanged = recount.size;
    if (differing.length > 0 || recount.size > 0)
      logger.info({ unit, ...result }, 'compared with the owner of the events');
    return result;
  };
}

/** Whether a tally was counted, by the present rules, from the very events that the owner has of the day. */
function isOfOwner(
  tally: { events: number; eventDigest: string; contributionVersion: number; fold: number } | undefined,
  owned: EventDay | undefined,
): boolean {
  if (!tally) return owned === undefined;
  if (tally.fold !== foldVersion) return false;
  if (!owned) return tally.events === 0;
  const { events, eventDigest, contributionVersion } = tally;
  return (
    events === owned.events &&
    eventDigest === owned.digest &&
    contributionVersion === owned.contributionVersion
  );
}
