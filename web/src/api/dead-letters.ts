import * as common from '../gen/common.ts';
import { call } from './call.ts';
import { ApiFailure } from './failure.ts';

export type { DeadLetter, DeadReason } from '../gen/common.ts';

export interface DeadLetterPages extends common.ListDeadLettersResponse {
  /** Why it goes no further back than this, where that was asked for. */
  older?: ApiFailure;
}

/** The newest of one service of the site, so many pages of them; a service without consumers has none. */
export async function listDeadLetters(
  service: string,
  pages: number,
  signal?: AbortSignal,
): Promise<DeadLetterPages> {
  let found = await call(common.listDeadLetters, { service }, signal);
  for (let page = 1; page < pages && found.isMore; page += 1) {
    const before = found.deadLetters.at(-1)?.deadSince;
    if (!before) break;
    try {
      const { deadLetters, isMore } = await call(common.listDeadLetters, { service, before }, signal);
      found = { deadLetters: [...found.deadLetters, ...deadLetters], isMore };
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      return { ...found, older: error };
    }
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
