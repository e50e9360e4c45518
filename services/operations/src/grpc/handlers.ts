import type { OperationsServiceService } from '@lienthong/contracts/operations/v1/operations';
import { type CallContext, type Handlers, rightsOf } from '@lienthong/runtime';
import { rollUp } from '../domain/rollup.ts';
import { type AskFacts, explainNumber } from '../queries/explain-number.ts';
import { dimensionValues, listDimensions } from '../queries/dimension-values.ts';
import { listIndicators } from '../queries/list-indicators.ts';
import { listFreshness } from '../queries/list-freshness.ts';
import { catalogueIn, type QueryContext, rollupSources, type View } from '../queries/sources.ts';
import type { RollupWatches } from '../queries/watch-rollup.ts';
import { toDimensionMessage, toIndicatorMessage } from './indicator-message.ts';
import {
  readSelection,
  toExplanationMessage,
  toFreshnessMessage,
  toRowMessage,
  toUpdateMessage,
} from './messages.ts';

/** The province's public contract, thin: reads the request, asks, writes the answer. */
export function createHandlers(
  context: QueryContext,
  watches: RollupWatches,
  askFacts: AskFacts,
): Handlers<typeof OperationsServiceService> {
  const now = (): Date => new Date(context.businessClock.now());
  const hierarchy = () => context.directory.hierarchy();
  const known = () => ({
    hierarchy: hierarchy(),
    catalogue: catalogueIn(context),
    valuesOf: (dimension: string) => dimensionValues(context, dimension),
  });
  const sourcesFor = (call: CallContext) => rollupSources(context, viewOf(call));
  return {
    listIndicators: async ({ on }) => ({
      indicators: listIndicators(context, on).map(toIndicatorMessage),
      dimensions: listDimensions(context).map(toDimensionMessage),
    }),
    queryRollup: async ({ selection }, call) => ({
      rows: rollUp(readSelection(selection, known()), sourcesFor(call)).map(toRowMessage),
      now: now(),
    }),
    async *watchRollup({ selection, resumeToken }, call) {
      const checked = readSelection(selection, known());
      for await (const update of watches.watch(checked, viewOf(call), resumeToken, call.signal))
        yield { ...toUpdateMessage(update), now: now() };
    },
    listFreshness: async ({ unit, hierarchyDate }, call) => ({
      units: listFreshness(context, sourcesFor(call), unit, hierarchyDate).map(toFreshnessMessage),
    }),
    explainNumber: async ({ selection, withFacts, standing, pageToken, ...question }, call) =>
      toExplanationMessage(
        await explainNumber(
          { ...question, selection: readSelection(selection, known()) },
          { withFacts, standing, pageToken, caller: callerOf(call) },
          sourcesFor(call),
          askFacts,
        ),
        { unit: selection?.unit ?? '', withFacts, standing, pageToken },
      ),
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
