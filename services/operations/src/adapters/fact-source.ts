import { AskRequest, ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { ExplainTallyRequest, ExplainTallyResponse } from '@lienthong/contracts/reporting/v1/reporting';
import type { ServiceClient } from '@lienthong/runtime';

/** The facts of a unit as the unit's own site tells them now, or why it could not be asked. */
export type AskedFacts =
  | { kind: 'answered'; response: ExplainTallyResponse }
  | { kind: 'unavailable'; failure: string; silentSince: Date | undefined };

export type AskFacts = (
  question: Parameters<(typeof ExplainTallyRequest)['create']>[0] & { unit: string },
  caller: { roles: string[]; units: string[] },
) => Promise<AskedFacts>;

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
