import type { OperationsServiceService } from '@lienthong/contracts/operations/v1/operations';
import { timeOf, dayOf } from '@lienthong/domain';
import { type CallContext, type Handlers, rightsOf } from '@lienthong/runtime';
import type { AskFacts } from '../adapters/fact-source.ts';
import { rollUp } from '../domain/rollup.ts';
import { explainNumber } from '../queries/explain-number.ts';
import { listFreshness } from '../queries/list-freshness.ts';
import { type Knowledge, rollupSources, type View } from '../queries/sources.ts';
import type { RollupWatches } from '../queries/watch-rollup.ts';
import { factsAgree } from '../domain/facts-agree.ts';
import { readSelection, toDate, toRowMessage } from './messages.ts';

/** The province's public contract, thin: reads the request, asks, writes the answer. */
export function operationsHandlers(
  knowledge: Knowledge,
  watches: RollupWatches,
  askFacts: AskFacts,
): Handlers<typeof OperationsServiceService> {
  const now = (): Date => new Date(knowledge.businessClock.now());
  const hierarchy = () => knowledge.directory.hierarchy();
  const sourcesFor = (call: CallContext) => rollupSources(knowledge, viewOf(call));
  return {
    queryRollup: async ({ selection }, call) => ({
      rows: rollUp(readSelection(selection, hierarchy()), sourcesFor(call)).map(toRowMessage),
      now: now(),
    }),
    async *watchRollup({ selection, resumeToken }, call) {
      const checked = readSelection(selection, hierarchy());
      for await (const update of watches.watch(checked, viewOf(call), resumeToken, call.signal))
        yield { ...update, rows: update.rows.map(toRowMessage), now: now() };
    },
    listFreshness: async ({ unit, hierarchyDate }, call) => ({
      units: listFreshness(knowledge, viewOf(call), unit, hierarchyDate).map((one) => ({
        ...one,
        lastHeard: toDate(one.lastHeard),
        completeAsOf: toDate(one.completeAsOf),
      })),
    }),
    explainNumber: async ({ selection, indicator, field, channel, factsOf, pageToken }, call) => {
      const checked = readSelection(selection, hierarchy());
      const explanation = explainNumber(checked, { indicator, field, channel }, sourcesFor(call));
      const cells = explanation.cells.map(({ cell, unitName, value }) => ({
        unit: cell.unit,
        unitName,
        day: cell.day,
        value,
        facts: cell.facts,
        digest: cell.digest,
        rev: cell.rev,
        marked: cell.broke > 0,
      }));
      const answer = {
        formula: explanation.formula,
        formulaVersion: explanation.formulaVersion,
        cells,
        value: explanation.value,
        facts: [],
        nextPageToken: '',
        factsUnavailable: '',
        factsAgree: false,
      };
      const below = explanation.cells.filter(({ cell }) => cell.unit === factsOf);
      if (factsOf === '' || below.length === 0) return answer;
      const asked = await askFacts(
        {
          unit: factsOf,
          from: explanation.from === '' ? (below[0]?.cell.day ?? checked.from) : explanation.from,
          to: checked.to,
          indicator: explanation.counter,
          field,
          channel,
          pageToken,
        },
        callerOf(call),
      );
      if (asked.kind === 'unavailable')
        return { ...answer, factsUnavailable: unavailableWords(asked.failure, asked.silentSince) };
      const { facts, nextPageToken, tallies } = asked.response;
      return {
        ...answer,
        facts,
        nextPageToken,
        factsAgree: factsAgree(
          below.map(({ cell }) => cell),
          tallies,
        ),
      };
    },
  };
}

/** Nobody but people and systems with units of their own asks here. */
function viewOf({ principal }: CallContext): View {
  return rightsOf(principal)?.units ?? [];
}

function callerOf({ principal }: CallContext): { roles: string[]; units: string[] } {
  const rights = rightsOf(principal);
  return { roles: rights?.roles ?? [], units: rights?.units ?? [] };
}

function unavailableWords(failure: string, silentSince: Date | undefined): string {
  if (failure !== 'unreachable' && failure !== 'timeout') return 'Đơn vị từ chối trả lời câu hỏi này';
  if (!silentSince) return 'Chưa liên lạc được với đơn vị';
  const at = silentSince.getTime();
  const [year, month, day] = dayOf(at).split('-');
  return `Không liên lạc được với đơn vị từ ${timeOf(at)} ngày ${day}/${month}/${year}`;
}
