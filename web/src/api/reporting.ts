import type { DeadLetterJson } from '../gen/lienthong/common/v1/dead_letter_pb.ts';
import type {
  ListDeadLettersResponseJson,
  RetryDeadLetterResponseJson,
} from '../gen/lienthong/reporting/v1/reporting_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

export type DeadLetter = Filled<DeadLetterJson>;

const service = 'lienthong.reporting.v1.ReportingService';

export async function listDeadLetters(signal?: AbortSignal): Promise<DeadLetter[]> {
  return (await call<Filled<ListDeadLettersResponseJson>>(`${service}/ListDeadLetters`, {}, signal))
    .deadLetters;
}

/** Tries the event again: gone, or the reason why not. */
export const retryDeadLetter = (id: string): Promise<Filled<RetryDeadLetterResponseJson>> =>
  call(`${service}/RetryDeadLetter`, { id });
