import type {
  DeadLetterJson,
  DeadReasonJson,
  ListDeadLettersResponseJson,
  RetryDeadLetterResponseJson,
} from '../gen/lienthong/common/v1/dead_letter_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

/** An event or record that a consumer of a service could not use. */
export type DeadLetter = Filled<DeadLetterJson>;
export type DeadReason = Filled<DeadReasonJson>;

const deadLetterService = 'lienthong.common.v1.DeadLetterService';

/** Those of one service of the site; a service without consumers has none. */
export async function listDeadLetters(service: string, signal?: AbortSignal): Promise<DeadLetter[]> {
  const path = `${deadLetterService}/ListDeadLetters`;
  return (await call<Filled<ListDeadLettersResponseJson>>(path, { service }, signal)).deadLetters;
}

/** Tries it again. @returns why it still cannot be used; undefined: it is gone. */
export async function retryDeadLetter({
  service,
  consumer,
  id,
}: Pick<DeadLetter, 'service' | 'consumer' | 'id'>): Promise<DeadReason | undefined> {
  const path = `${deadLetterService}/RetryDeadLetter`;
  const message = { service, consumer, id };
  return (await call<Filled<RetryDeadLetterResponseJson>>(path, message)).reason;
}
