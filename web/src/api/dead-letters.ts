import * as common from '../gen/common.ts';
import { call } from './call.ts';

export type { DeadLetter, DeadReason } from '../gen/common.ts';

/** The newest of one service of the site; a service without consumers has none. */
export const listDeadLetters = (
  service: string,
  signal?: AbortSignal,
): Promise<common.ListDeadLettersResponse> => call(common.listDeadLetters, { service }, signal);

/** Tries it again. @returns why it still cannot be used; undefined: it is gone. */
export async function retryDeadLetter({
  service,
  consumer,
  id,
}: Pick<common.DeadLetter, 'service' | 'consumer' | 'id'>): Promise<common.DeadReason | undefined> {
  return (await call(common.retryDeadLetter, { service, consumer, id })).reason;
}
