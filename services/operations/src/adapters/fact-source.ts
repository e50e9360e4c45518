import { AskFailure, AskRequest, ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { ExplainTallyRequest, ExplainTallyResponse } from '@lienthong/contracts/reporting/v1/reporting';
import type { ServiceClient } from '@lienthong/runtime';
import type { AskFacts, FactsUnavailable } from '../queries/explain-number.ts';

const timeoutMs = 8_000;

function unavailable(failure: AskFailure): FactsUnavailable | '' {
  switch (failure) {
    case AskFailure.UNSPECIFIED:
      return '';
    case AskFailure.UNREACHABLE:
    case AskFailure.TIMEOUT:
      return 'unreachable';
    case AskFailure.BUSY:
      return 'busy';
    case AskFailure.REFUSED:
    case AskFailure.UNKNOWN_QUESTION:
    case AskFailure.UNRECOGNIZED:
      return 'refused';
    default:
      return failure satisfies never;
  }
}

/** Asks through exchange, hop by hop, and keeps nothing. */
export function createFactSource(exchange: ServiceClient<typeof ExchangeServiceService>): AskFacts {
  return async (question, { roles, units }) => {
    const answer = await exchange.ask(
      AskRequest.create({
        unit: question.unit,
        question: 'reporting.explain_tally',
        body: Buffer.from(ExplainTallyRequest.encode(ExplainTallyRequest.create(question)).finish()),
        roles,
        units,
        timeoutMs,
      }),
      { timeoutMs: timeoutMs + 1_000 },
    );
    const why = unavailable(answer.failure);
    if (why === '') return { kind: 'answered', response: ExplainTallyResponse.decode(answer.body) };
    const silentSince = why === 'unreachable' ? answer.silentSince : undefined;
    return { kind: 'unavailable', why, silentSince, refusal: answer.refusal };
  };
}
