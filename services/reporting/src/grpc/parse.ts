import {
  HistoryDecision as WireDecision,
  type ResolveHistoryRequest,
} from '@lienthong/contracts/reporting/v1/reporting';
import { parseLocalDay, parseReason, refuseField } from '@lienthong/domain';
import type { HistoryDecision } from '../adapters/history-store.ts';
import type { HistoryRequest } from '../commands/resolve-history.ts';

/** Lost facts in one answer, and in one decision. */
export const mostLostFacts = 500;
/** Days in one answer, and in one decision. */
export const mostDays = 2_000;

/** @throws Refusal naming the field. */
export function parseFactIds(ids: readonly string[]): void {
  if (ids.length === 0) refuseField('fact_ids', 'REQUIRED', 'the lost facts that were dealt with');
  if (ids.length > mostLostFacts) refuseField('fact_ids', 'TOO_MANY', `at most ${mostLostFacts} at once`);
}

/** @throws Refusal naming the field. */
export function parseHistoryRequest(request: ResolveHistoryRequest, by: string): HistoryRequest {
  const { unit, days, dryRun } = request;
  if (days.length > mostDays) refuseField('days', 'TOO_MANY', `at most ${mostDays} at once`);
  days.forEach((day, at) => parseLocalDay(day, `days[${at}]`));
  const reason = dryRun ? '' : parseReason(request.reason);
  return { unit, decision: parseDecision(request.decision), days, reason, by, dryRun };
}

function parseDecision(decision: WireDecision): HistoryDecision {
  switch (decision) {
    case WireDecision.INHERIT:
      return 'inherit';
    case WireDecision.START_ANEW:
      return 'start_anew';
    case WireDecision.UNSPECIFIED:
    case WireDecision.UNRECOGNIZED:
      return refuseField('decision', 'DECISION', 'INHERIT or START_ANEW');
    default: {
      const never: never = decision;
      return never;
    }
  }
}
