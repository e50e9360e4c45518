import type { ExplainTallyRequest, ExplainTallyResponse } from '@lienthong/contracts/reporting/v1/reporting';
import { addDays, refuseField } from '@lienthong/domain';
import type { Cell } from '../domain/cell.ts';
import { explain, type Explanation, type NumberQuestion, valueOf } from '../domain/explanation.ts';
import { factsAgree } from '../domain/facts-agree.ts';
import { type InheritedPart, inheritedParts } from '../domain/inherited.ts';
import type { RollupSources } from '../domain/rollup.ts';

/** Why the unit's own site told no facts. */
export type FactsUnavailable = 'unreachable' | 'busy' | 'refused';

/** The facts of a unit as the unit's own site tells them now, or why it could not be asked. */
export type AskedFacts =
  | { kind: 'answered'; response: ExplainTallyResponse }
  | {
      kind: 'unavailable';
      why: FactsUnavailable;
      silentSince: Date | undefined;
      /** Why its service said no; undefined: nobody told. */
      refusal: { code: string; field: string } | undefined;
    };

export type AskFacts = (
  question: Parameters<(typeof ExplainTallyRequest)['create']>[0] & { unit: string },
  caller: { roles: string[]; units: string[] },
) => Promise<AskedFacts>;

type ToldFact = ExplainTallyResponse['facts'][number];

/** A fact with what it adds to the number that is explained. */
export interface ExplainedFact
  extends Pick<ToldFact, 'eventId' | 'eventType' | 'day' | 'time' | 'reference' | 'cancelled'> {
  /** Undefined: nothing. */
  value: number | undefined;
}

/** The facts behind the days of an explanation, as the commune tells them now. */
export interface ExplainedFacts {
  facts: ExplainedFact[];
  nextPageToken: string;
  /** Undefined: it answered, or was not asked. */
  factsUnavailable: FactsUnavailable | undefined;
  /** Of a site that is not reachable: when it was last heard, machine time; undefined: never. */
  silentSince: Date | undefined;
  /** Code of what its service refused; empty: it refused nothing, or did not say why. */
  factsRefusal: string;
  factsAgree: boolean;
  /** What no fact there stands behind; comes with the first page. */
  inherited: InheritedPart[];
}

const noFacts: ExplainedFacts = {
  facts: [],
  nextPageToken: '',
  factsUnavailable: undefined,
  silentSince: undefined,
  factsRefusal: '',
  factsAgree: false,
  inherited: [],
};

/**
 * From a number one step down, and the facts where they are asked for: those stand at the commune and are asked of it.
 *
 * @throws Refusal `INVALID_FIELD` naming the field.
 */
export async function explainNumber(
  question: NumberQuestion,
  wanted: { withFacts: boolean; standing: boolean; pageToken: string; caller: Parameters<AskFacts>[1] },
  sources: RollupSources,
  askFacts: AskFacts,
): Promise<Explanation & ExplainedFacts> {
  const explanation = explain(question, sources);
  if (!wanted.withFacts) return { ...explanation, ...noFacts };
  const { asked, indicator } = explanation;
  const { countingUnit: unit, day, judgedOn, selection } = asked;
  if (indicator.counter === '') refuseField('with_facts', 'DERIVED', 'its parts have facts');
  if (unit === '') refuseField('counting_unit', 'REQUIRED', 'facts are asked of one unit');
  if (wanted.standing && (indicator.kind !== 'stock' || day !== ''))
    refuseField('standing', 'UNEXPECTED', 'what stands is asked of a stock, and of all of its days');
  const days = day === '' ? explanation.days : { from: day, to: day };
  // Of the same moment as the lines: what comes while the commune is asked is not what is shown.
  // What is counted has one owner, and so one channel.
  const [channel = ''] = sources.catalogue.channelsOf(indicator, asked.judgedOn);
  const book = sources.cells(channel);
  const cells = book.between(unit, days.from, days.to);
  // What stands may have come in before the days, and of those nothing is compared.
  const before = wanted.standing ? book.between(unit, '', addDays(days.from, -1)) : [];
  const said = await askFacts(
    {
      channel,
      unit,
      ...days,
      indicator: indicator.counter,
      dimensions: [...selection.dimensions],
      pageToken: wanted.pageToken,
      ...(wanted.standing && { standingOf: indicator.code, judgedOn }),
    },
    wanted.caller,
  );
  const answer = wanted.standing ? whatStands(said) : said;
  const isFirst = wanted.pageToken === '';
  if (answer.kind === 'unavailable' && answer.refusal?.field === 'page_token')
    refuseField('page_token', 'PAGE_TOKEN', 'the token is of another question');
  const lines = isFirst ? explanation.lines : [];
  // Who did not answer may have facts of all.
  const told = answer.kind === 'answered' ? answer.response.tallies : cells;
  const sum: Parameters<typeof inheritedParts>[2] = (counters) => valueOf([counters], indicator, asked) ?? 0;
  const inherited = isFirst ? inheritedParts([...before, ...cells], [...before, ...told], sum) : [];
  if (answer.kind === 'unavailable')
    return {
      ...explanation,
      ...noFacts,
      lines,
      inherited,
      factsUnavailable: answer.why,
      silentSince: answer.silentSince,
      factsRefusal: answer.refusal?.code ?? '',
    };
  const { facts, nextPageToken, tallies } = answer.response;
  return {
    ...explanation,
    lines,
    facts: facts.map((fact) => explained(fact, explanation)),
    nextPageToken,
    factsUnavailable: undefined,
    silentSince: undefined,
    factsRefusal: '',
    factsAgree:
      before.every(isEmpty) && !facts.some((fact) => fact.day < days.from) && factsAgree(cells, tallies),
    inherited,
  };
}

const isEmpty = ({ facts, inherited }: Cell): boolean => facts === 0 && !inherited;

/** A site of an earlier release tells every fact instead: that is not what was asked. */
const whatStands = (said: AskedFacts): AskedFacts =>
  said.kind === 'answered' && !said.response.standing
    ? { kind: 'unavailable', why: 'refused', silentSince: undefined, refusal: undefined }
    : said;

/** Of contributions that cancel out each other nothing is added to a sum. */
function explained(fact: ToldFact, { indicator, asked }: Explanation): ExplainedFact {
  const { eventId, eventType, day, time, reference, cancelled, contributions } = fact;
  const value = valueOf([contributions], indicator, asked);
  const isNothing = value === 0 && indicator.aggregation === 'sum';
  return { eventId, eventType, day, time, reference, cancelled, value: isNothing ? undefined : value };
}
