import * as common from '../gen/common.ts';
import { call } from './call.ts';

export type { DeadLetter, DeadReason } from '../gen/common.ts';

/** The newest of one service of the site, so many pages of them; a service without consumers has none. */
export async function listDeadLetters(
  service: string,
  pages: number,
  signal?: AbortSignal,
): Promise<common.ListDeadLettersResponse> {
  let found = await call(common.listDeadLetters, { service }, signal);
  for (let page = 1; page < pages && found.isMore; page += 1) {
    const before = found.deadLetters.at(-1)?.deadSince;
    if (!before) break;
    const { deadLetters, isMore } = await call(common.listDeadLetters, { service, before }, signal);
    found = { deadLetters: [...found.deadLetters, ...deadLetters], isMore };
  }
  return found;
}

/** Tries it again. @returns why it still cannot be used; undefined: it is gone. */
export async function retryDeadLetter({
  service,
  consumer,
  id,
}: Pick<common.DeadLetter, 'service' | 'consumer' | 'id'>): Promise<common.DeadReason | undefined> {
  return (await call(common.retryDeadLetter, { service, consumer, id })).reason;
}
