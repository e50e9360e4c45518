import {
  type ResolveHistoryRequest,
  HistoryDecision as WireDecision,
} from '@lienthong/contracts/reporting/v1/reporting';
import { parseLocalDay, parseReason, refuseField } from '@lienthong/domain';
import type { HistoryDecision } from '../commands/ports.ts';
import type { HistoryRequest } from '../commands/resolve-history.ts';

/** Lost facts in one answer, and in one decision. */
export const mostLostFacts = 500;
/** Days in one answer, and in one decision. */
export const mostDays = 2_000;

/** @throws Refusal naming the field. */
export function parseSeenFacts(seen: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return parseSeen(seen, mostLostFacts, 'the lost facts that were dealt with, as they were shown');
}

function parseSeen(
  seen: Readonly<Record<string, string>>,
  most: number,
  what: string,
): ReadonlyMap<string, string> {
  const parsed = new Map(Object.entries(seen));
  if (parsed.size === 0) refuseField('seen', 'REQUIRED', what);
  if (parsed.size > most) refuseField('seen', 'TOO_MANY', `at most ${most} at once`);
  return parsed;
}

/** @throws Refusal naming the field. */
export function parseHistoryRequest(request: ResolveHistoryRequest, by: string): HistoryRequest {
  const { unit, dryRun } = request;
  const decision = parseDecision(request.decision);
  if (!dryRun) {
    const seen = parseSeen(
      request.seen,
      mostDays,
      'the days that are decided upon, as the dry run showed them',
    );
    for (const day of seen.keys()) parseLocalDay(day, `seen[${day}]`);
    return { unit, decision, days: [...seen.keys()], seen, reason: parseReason(request.reason), by, dryRun };
  }
  const { days } = request;
  if (days.length > mostDays) refuseField('days', 'TOO_MANY', `at most ${mostDays} at once`);
  days.forEach((day, at) => parseLocalDay(day, `days[${at}]`));
  return { unit, decision, days, seen: new Map(), reason: '', by, dryRun };
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
