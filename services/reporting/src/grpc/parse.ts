import {
  type ResolveHistoryRequest,
  HistoryDecision as WireDecision,
} from '@lienthong/contracts/reporting/v1/reporting';
import { parseReason, refuseField } from '@lienthong/domain';
import type { HistoryDecision } from '../commands/ports.ts';
import type { HistoryRequest } from '../commands/resolve-history.ts';

/** Lost facts in one answer: as many as one decision takes. */
export const mostLostFacts = 500;
/** Days in one answer: as many as one decision takes. */
export const mostDays = 2_000;

/** @throws Refusal `INVALID_FIELD` where a decision, unlike a dry run, lacks what it needs. */
export function parseHistoryRequest(request: ResolveHistoryRequest, by: string): HistoryRequest {
  const { unit, dryRun, days } = request;
  const decision = decisions[request.decision as keyof typeof decisions];
  if (dryRun) return { unit, decision, days, seen: new Map(), reason: '', by, dryRun };
  const seen = new Map(Object.entries(request.seen));
  if (seen.size === 0) refuseField('seen', 'REQUIRED', 'the days that are decided upon, as they were shown');
  return { unit, decision, days: [...seen.keys()], seen, reason: parseReason(request.reason), by, dryRun };
}

const decisions: Readonly<
  Record<
    Exclude<WireDecision, typeof WireDecision.UNSPECIFIED | typeof WireDecision.UNRECOGNIZED>,
    HistoryDecision
  >
> = {
  [WireDecision.INHERIT]: 'inherit',
  [WireDecision.START_ANEW]: 'start_anew',
};
