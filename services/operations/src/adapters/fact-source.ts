import { AskRequest, ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { ExplainTallyRequest, ExplainTallyResponse } from '@lienthong/contracts/reporting/v1/reporting';
import type { ServiceClient } from '@lienthong/runtime';
import type { AskFacts } from '../queries/explain-number.ts';

const timeoutMs = 8_000;

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
    return answer.failure === ''
      ? { kind: 'answered', response: ExplainTallyResponse.decode(answer.body) }
      : { kind: 'unavailable', failure: answer.failure, silentSince: answer.silentSince };
  };
}
