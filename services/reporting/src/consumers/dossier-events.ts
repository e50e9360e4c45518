import { done, type HandleBatch, hopeless, type IncomingEvent, type Outcome } from '@lienthong/messaging';
import { inSpan } from '@lienthong/runtime';
import { movesOf, UnusableEvent } from '../adapters/dossier-event.ts';
import type { FactStore, Inserted } from '../adapters/fact-store.ts';
import { findUnknownField, type KnownFields } from '../domain/dossier-moves.ts';
import type { Fact } from '../domain/fact.ts';
import { factsOf } from '../domain/facts-of.ts';
import type { DayBook } from '../projections/day-book-types.ts';

/**
 * Events of dossiers → facts → tallies. Three steps lie on the way of a lone event and nothing else: insert its facts, write the
 * tallies of their days, put them into exchange. The answer comes after the second: the tally in the store is what the producer
 * compares with exchange after a crash, so that the third cannot be forgotten.
 *
 * An event that cannot be used (a field that no catalogue knows, a body that is none) is hopeless; the others of the batch go on.
 */
export function createDossierEventHandler(options: {
  facts: FactStore;
  book: DayBook;
  fields: KnownFields;
}): HandleBatch {
  const { facts, book, fields } = options;

  async function insert(all: readonly Fact[]): Promise<Inserted> {
    try {
      return await inSpan('insert facts', { attributes: { facts: all.length } }, () => facts.insert(all));
    } catch (error) {
      book.doubt(all);
      throw error;
    }
  }

  return async (events) => {
    const known = fields();
    const outcomes: Outcome[] = [];
    const usable: { event: IncomingEvent; facts: Fact[] }[] = [];
    for (const event of events) {
      const judged = await judge(event, known, facts);
      if (typeof judged === 'string') {
        outcomes.push(hopeless(judged));
      } else {
        outcomes.push(done);
        usable.push({ event, facts: judged });
      }
    }
    const counting = usable.filter((one) => one.facts.length > 0);
    if (counting.length === 0) return outcomes;
    const { inserted, duplicates } = await insert(counting.flatMap((one) => one.facts));
    await book.update({
      inserted,
      recount: duplicates,
      spans: counting.flatMap(({ event }) => event.traceparent ?? []),
    });
    return outcomes;
  };
}

/** The facts of an event, or why it is hopeless. */
async function judge(
  event: IncomingEvent,
  known: ReadonlySet<string>,
  facts: Pick<FactStore, 'holdsEvent'>,
): Promise<Fact[] | string> {
  try {
    const moves = movesOf(event);
    const unknown = findUnknownField(moves, known);
    // A field that has left the catalogue takes nothing back of what was counted under it.
    return unknown !== undefined && !(await facts.holdsEvent(event.id)) ? unknown : factsOf(moves);
  } catch (error) {
    if (error instanceof UnusableEvent) return error.message;
    throw error;
  }
}
