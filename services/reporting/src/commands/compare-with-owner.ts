import type { LocalDay, UnitKey } from '@lienthong/domain';
import type { DeadLetters, EventEnvelope } from '@lienthong/messaging';
import type { Logger } from '@lienthong/runtime';
import { movesOf, UnusableEvent } from '../adapters/dossier-event.ts';
import type { EventsOwner } from '../adapters/events-owner.ts';
import { type FactStore, isOutdated } from '../adapters/fact-store.ts';
import type { TallyStore } from '../adapters/tally-store.ts';
import { type DossierMoves, findUnknownField, type KnownFields } from '../domain/dossier-moves.ts';
import type { Fact } from '../domain/fact.ts';
import { factsOf } from '../domain/facts-of.ts';
import { formulaVersion } from '../domain/indicator.ts';
import { agree, createDaySummaries, type DaySummaries } from '../domain/day-summary.ts';
import type { DayBook } from '../projections/day-book.ts';

/** What a comparison found and put right. */
export interface ComparisonResult {
  /** Days that were compared. */
  days: number;
  factsAdded: number;
  factsRemoved: number;
  /** Days whose tally was counted again. */
  talliesChanged: number;
}

export type CompareWithOwner = (unit: UnitKey, signal: AbortSignal) => Promise<ComparisonResult>;

/** Days in one question to the owner. */
const daysAtOnce = 40;
const factsAtOnce = 1_000;

/**
 * Compares facts and tallies of a unit with the events of their owner, both ways, and repairs them: by count and digest per day
 * first, fact by fact only where these differ. The same thing rebuilds everything from nothing.
 *
 * What is held here is read before the owner is asked: an event is written by its owner before anybody hears of it, so that a fact
 * of which the owner then knows nothing has lost its event (the owner was restored). An event that comes meanwhile is at most
 * inserted twice, which is harmless.
 */
export function createComparison(options: {
  facts: FactStore;
  tallies: TallyStore;
  book: DayBook;
  owner: EventsOwner;
  fields: KnownFields;
  deadLetters: DeadLetters;
  consumer: string;
  logger: Logger;
}): CompareWithOwner {
  const { facts, tallies, book, owner, fields, deadLetters, consumer, logger } = options;

  /** Buries what can never be used, as the stream's consumer would have done. */
  async function usable(event: EventEnvelope): Promise<DossierMoves | undefined> {
    try {
      return movesOf(event);
    } catch (error) {
      if (!(error instanceof UnusableEvent)) throw error;
      await buryOnce(event, error.message);
      return undefined;
    }
  }

  async function buryOnce(event: EventEnvelope, reason: string): Promise<void> {
    if (await deadLetters.find(`${consumer}:${event.id}`)) return;
    await deadLetters.bury(consumer, event, reason);
    logger.error(
      { event: event.id, type: event.type, reason },
      'the comparison found an event that cannot be used',
    );
  }

  async function summariesHere(unit: UnitKey): Promise<{ summaries: DaySummaries; outdated: Set<LocalDay> }> {
    const summaries = createDaySummaries();
    const outdated = new Set<LocalDay>();
    for await (const fact of facts.outline(unit)) {
      summaries.add(fact.day, fact.id);
      if (isOutdated(fact)) outdated.add(fact.day);
    }
    return { summaries, outdated };
  }

  async function summariesOfOwner(unit: UnitKey, signal: AbortSignal): Promise<DaySummaries> {
    const summaries = createDaySummaries();
    for await (const event of owner.read(unit, [], signal)) {
      const moves = await usable(event);
      if (moves) for (const { day, id } of factsOf(moves)) summaries.add(day, id);
    }
    return summaries;
  }

  /** Fact by fact: what the owner's events make and is not held, what an older formula made, and what no event makes (any more). */
  async function differences(
    unit: UnitKey,
    days: readonly LocalDay[],
    signal: AbortSignal,
  ): Promise<{ missing: Fact[]; outdated: Fact[]; surplus: Map<string, { day: LocalDay }> }> {
    const here = new Map<string, { day: LocalDay; outdated: boolean }>();
    for await (const fact of facts.outline(unit, days))
      here.set(fact.id, { day: fact.day, outdated: isOutdated(fact) });
    const known = fields();
    const missing: Fact[] = [];
    const outdated: Fact[] = [];
    const wanted = new Set(days);
    for await (const event of owner.read(unit, days, signal)) {
      const moves = await usable(event);
      if (!moves) continue;
      const made = factsOf(moves);
      const unknown = findUnknownField(moves, known);
      if (unknown !== undefined && !made.some(({ id }) => here.has(id))) {
        await buryOnce(event, unknown);
        continue;
      }
      for (const fact of made) {
        if (!wanted.has(fact.day)) continue;
        const held = here.get(fact.id);
        here.delete(fact.id);
        if (!held) missing.push(fact);
        else if (held.outdated) outdated.push(fact);
      }
    }
    return { missing, outdated, surplus: here };
  }

  /** @returns the days whose facts changed. */
  async function repair(
    unit: UnitKey,
    days: readonly LocalDay[],
    result: ComparisonResult,
    signal: AbortSignal,
  ): Promise<Set<LocalDay>> {
    const { missing, outdated, surplus } = await differences(unit, days, signal);
    for (let at = 0; at < missing.length; at += factsAtOnce)
      result.factsAdded += (await facts.insert(missing.slice(at, at + factsAtOnce))).inserted.length;
    await facts.replace(outdated);
    await facts.remove([...surplus.keys()]);
    result.factsRemoved += surplus.size;
    return new Set([...missing, ...outdated, ...surplus.values()].map(({ day }) => day));
  }

  return async (unit, signal) => {
    const result: ComparisonResult = { days: 0, factsAdded: 0, factsRemoved: 0, talliesChanged: 0 };
    const { summaries, outdated } = await summariesHere(unit);
    const owners = await summariesOfOwner(unit, signal);
    const stored = new Map((await tallies.ofUnit(unit)).map((tally) => [tally.day, tally]));
    const days = [...new Set([...summaries.days(), ...owners.days(), ...stored.keys()])].sort();
    result.days = days.length;
    const differing = days.filter((day) => outdated.has(day) || !agree(summaries.of(day), owners.of(day)));
    const recount = new Set<LocalDay>();
    for (let at = 0; at < differing.length; at += daysAtOnce)
      for (const day of await repair(unit, differing.slice(at, at + daysAtOnce), result, signal))
        recount.add(day);
    for (const day of days) {
      const tally = stored.get(day);
      const counted = tally?.formula === formulaVersion && agree(tally, summaries.of(day));
      // A day of dead letters alone has neither facts nor a tally.
      if (!counted && (tally || summaries.of(day).facts > 0)) recount.add(day);
    }
    // A day that the consumer is writing at this moment is counted once more: harmless.
    await book.update({ inserted: [], recount: [...recount].map((day) => ({ unit, day })), spans: [] });
    result.talliesChanged = recount.size;
    if (differing.length > 0 || recount.size > 0)
      logger.info({ unit, ...result }, 'compared with the owner of the events');
    return result;
  };
}
