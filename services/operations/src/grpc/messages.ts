import { codesByWord } from '@lienthong/contracts/enum-words';
import {
  type ExplainNumberResponse,
  ExplainNumberResponse_Fact as FactMessage,
  ExplainNumberResponse_FactsUnavailable as UnavailableMessage,
  ExplainNumberResponse_LineKind as LineKind,
  ExplainNumberResponse_Line as LineMessage,
  type Freshness as FreshnessMessage,
  FreshnessReason as ReasonMessage,
  GroupBy,
  type RollupRow as RollupRowMessage,
  Selection,
  type WatchRollupResponse,
} from '@lienthong/contracts/operations/v1/operations';
import type { UnitKey } from '@lienthong/domain';
import { isMarked } from '../domain/cell.ts';
import type { ExplainedLine, Explanation } from '../domain/explanation.ts';
import type { RollupRow } from '../domain/rollup.ts';
import type { ExplainedFacts } from '../queries/explain-number.ts';
import type { ListedFreshness } from '../queries/list-freshness.ts';
import type { RollupUpdate } from '../queries/watch-rollup.ts';
import { toIndicatorMessage } from './indicator-message.ts';
import {
  checkSelection,
  type Grouping,
  type KnownToSelection,
  type RollupSelection,
} from '../domain/selection.ts';

type GivenGroupBy = Exclude<GroupBy, typeof GroupBy.UNRECOGNIZED>;

const groupings: Readonly<Record<GivenGroupBy, Grouping>> = {
  [GroupBy.UNSPECIFIED]: 'total',
  [GroupBy.TOTAL]: 'total',
  [GroupBy.CHILDREN]: 'children',
  [GroupBy.COUNTING_UNIT]: 'counting_unit',
};

/** @throws Refusal `INVALID_FIELD`. */
export function readSelection(message = Selection.create(), known: KnownToSelection): RollupSelection {
  return checkSelection(
    { ...message, groupBy: message.groupBy.map((one) => groupings[one as GivenGroupBy]) },
    known,
  );
}

/** A row as it goes out; one of a watch has an id. */
export function toRowMessage(row: RollupRow & { id?: number }): RollupRowMessage {
  return {
    id: 0,
    ...row,
    dimensions: [...row.dimensions],
    asOf: toDate(row.asOf),
    groupBy: groupingMessages[row.groupBy],
  };
}

function toDate(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}

const reasonMessages = codesByWord(ReasonMessage);

/** How fresh a unit's numbers from one source are, as it goes out. */
export function toFreshnessMessage(one: ListedFreshness): FreshnessMessage {
  const { source: channel, reason, lastHeard, completeAsOf, ...rest } = one;
  return {
    ...rest,
    channel,
    reason: reasonMessages[reason],
    lastHeard: toDate(lastHeard),
    completeAsOf: toDate(completeAsOf),
  };
}

/** What a watcher is told, as it goes out. */
export function toUpdateMessage(update: RollupUpdate): Omit<WatchRollupResponse, 'now'> {
  return {
    ...update,
    rows: update.rows.map(toRowMessage),
    freshness: update.freshness.map(toFreshnessMessage),
    asOf: update.asOf.map(({ at, rows }) => ({ asOf: toDate(at), rows })),
  };
}

const groupingMessages = codesByWord(GroupBy);

const unavailableMessages = codesByWord(UnavailableMessage);

/** One step down as it goes out, with the question filled in: of the unit that the caller named, for that is the one they may ask about. */
export function toExplanationMessage(
  explained: Explanation & ExplainedFacts,
  wanted: { unit: UnitKey; withFacts: boolean; standing: boolean; pageToken: string },
): ExplainNumberResponse {
  const { indicator, value, lines, asked, facts, nextPageToken, factsUnavailable } = explained;
  const { selection } = asked;
  return {
    indicator: toIndicatorMessage(indicator),
    parts: lines.flatMap((line) => (line.kind === 'part' ? [toIndicatorMessage(line.part)] : [])),
    value,
    lines: lines.map(toLineMessage),
    asked: {
      ...asked,
      withFacts: wanted.withFacts,
      standing: wanted.standing,
      pageToken: wanted.pageToken,
      selection: {
        ...selection,
        unit: wanted.unit,
        indicators: [...selection.indicators],
        splitBy: [...selection.splitBy],
        dimensions: [...selection.dimensions],
        groupBy: selection.groupBy.map((one) => groupingMessages[one]),
      },
    },
    facts: facts.map((fact) => FactMessage.create(fact)),
    nextPageToken,
    factsUnavailable: factsUnavailable
      ? unavailableMessages[factsUnavailable]
      : UnavailableMessage.UNSPECIFIED,
    silentSince: explained.silentSince,
    factsRefusal: explained.factsRefusal,
    factsAgree: explained.factsAgree,
    inherited: explained.inherited,
  };
}

function toLineMessage(line: ExplainedLine): LineMessage {
  const { unit, unitName, value } = line;
  const named = { unit, unitName, value };
  switch (line.kind) {
    case 'unit':
    case 'counting_unit': {
      const { standing } = line;
      const kind = line.kind === 'unit' ? LineKind.UNIT : LineKind.COUNTING_UNIT;
      return LineMessage.create({ kind, ...named, ...standing, asOf: toDate(standing.asOf) });
    }
    case 'part': {
      const { standing } = line;
      const indicator = line.part.code;
      return LineMessage.create({
        kind: LineKind.PART,
        ...named,
        indicator,
        ...standing,
        asOf: toDate(standing.asOf),
      });
    }
    case 'opening':
      return LineMessage.create({ kind: LineKind.OPENING, ...named, day: line.day, marked: line.marked });
    case 'day': {
      const { day, facts, digest, rev } = line.cell;
      return LineMessage.create({
        kind: LineKind.DAY,
        ...named,
        day,
        facts,
        digest,
        rev,
        marked: isMarked(line.cell),
      });
    }
    default:
      return line satisfies never;
  }
}
