import {
  addDays,
  type Dimension,
  isLocalDay,
  type LocalDay,
  refuseField,
  type UnitKey,
} from '@lienthong/domain';
import type { Catalogue } from '../domain/catalogue.ts';
import type { ToldFact } from '../domain/fact.ts';
import { standingIn, standingPlace } from '../domain/standing.ts';
import type { FactStore, StoredTally, TallyStore } from '../projections/ports.ts';

/** Which facts are wanted; empty texts mean any. */
export interface Question {
  unit: UnitKey;
  from: LocalDay;
  to: LocalDay;
  indicator: string;
  dimensions: readonly Dimension[];
  /** 1 to 500; 0: 200. */
  pageSize: number;
  pageToken: string;
  /** Code of a stock: what stands in it, instead of every fact; empty: every fact. */
  standingOf: string;
  /** Empty: `to`. */
  judgedOn: LocalDay | '';
}

export interface Explanation {
  facts: (ToldFact & { cancelled: boolean })[];
  nextPageToken: string;
  /** The tallies of the days asked for, to hold against the cells above. */
  tallies: StoredTally[];
}

/** Three years of days and a little: the tallies of all of them are in one answer. */
const longestRangeDays = 1_100;
const defaultPage = 200;

/** The facts behind a number, in order of day, and the tallies that they are folded into. */
export async function explainTally(
  question: Question,
  stores: { facts: FactStore; tallies: TallyStore },
  catalogue: Catalogue,
): Promise<Explanation> {
  if (question.standingOf !== '') return explainStanding(question, stores, catalogue);
  const { unit, from, to, indicator, dimensions, pageSize, pageToken } = checked(question, catalogue);
  const page = await stores.facts.page(unit, {
    from,
    to,
    indicator,
    dimensions,
    after: pageToken,
    limit: pageSize,
  });
  const [cancelled, tallies] = await Promise.all([
    stores.facts.cancelledOn(unit, [...new Set(page.facts.map(({ day }) => day))]),
    stores.tallies.ofUnit(unit, { from, to }),
  ]);
  return {
    facts: page.facts.map((fact) => ({
      ...fact,
      cancelled: cancelled.get(fact.day)?.has(fact.eventId) ?? false,
    })),
    nextPageToken: page.more ? page.last : '',
    tallies,
  };
}

/** Tokens of facts begin with a day. */
const standingToken = '=';

/** What stands in a stock at the end of `to`, whenever it came in. */
async function explainStanding(
  question: Question,
  stores: { facts: FactStore; tallies: TallyStore },
  catalogue: Catalogue,
): Promise<Explanation> {
  const on = question.judgedOn || question.to;
  const stock = catalogue.findStock(question.standingOf, on);
  if (!stock) return refuseField('standing_of', 'INDICATOR_UNKNOWN', 'no stock that is counted on that day');
  const { pageToken } = question;
  if (pageToken !== '' && !pageToken.startsWith(standingToken))
    refuseField('page_token', 'PAGE_TOKEN', 'the token is of another question');
  const { unit, from, to, dimensions, pageSize } = checked(
    { ...question, indicator: stock.counter, pageToken: '' },
    catalogue,
  );
  const [cancelled, tallies] = await Promise.all([
    stores.facts.cancelledUpTo(unit, to),
    stores.tallies.ofUnit(unit, { from, to }),
  ]);
  const facts = stores.facts.upTo(unit, to, stock.counter);
  const standing = await standingIn(facts, { stock, on, dimensions, cancelled });
  const rest = standing.filter((one) => `${standingToken}${standingPlace(one)}` > pageToken);
  const page = rest.slice(0, pageSize);
  const last = page.at(-1);
  return {
    facts: page.map((fact) => ({ ...fact, cancelled: false })),
    nextPageToken: last && rest.length > page.length ? `${standingToken}${standingPlace(last)}` : '',
    tallies,
  };
}

/** What the contract's rules cannot say. @throws Refusal `INVALID_FIELD` naming the field. */
function checked(question: Question, { counted }: Catalogue): Question {
  const { from, to, indicator, dimensions, pageSize, pageToken } = question;
  if (to < from) refuseField('to', 'PERIOD_EMPTY', 'the last day lies before the first');
  if (to > addDays(from, longestRangeDays))
    refuseField('to', 'PERIOD_TOO_LONG', `at most ${longestRangeDays} days are explained at once`);
  const asked = counted.filter(({ code }) => indicator === '' || code === indicator);
  if (asked.length === 0) {
    const codes = new Set(counted.map(({ code }) => code));
    refuseField('indicator', 'INDICATOR_UNKNOWN', `one of ${[...codes].join(', ')}`);
  }
  for (const [index, { name }] of dimensions.entries())
    if (!asked.some((one) => one.dimensions.includes(name)))
      refuseField(`dimensions[${index}].name`, 'DIMENSION_UNKNOWN', 'no such dimension of what is asked for');
  const day = pageToken.split('/')[0] ?? '';
  if (pageToken !== '' && (pageToken.length > 200 || !isLocalDay(day) || day < from || day > to))
    refuseField('page_token', 'PAGE_TOKEN', 'the token is of another question');
  const wanted = dimensions.map(({ name, value }) => ({ name, value }));
  return { ...question, dimensions: wanted, pageSize: pageSize === 0 ? defaultPage : pageSize };
}
