import { Refusal } from '@lienthong/domain';
import { type RefusalCode, refusals } from './domain/refusals.ts';

/** One of the edge's own refusals. */
export function edgeRefusal(code: RefusalCode, more: { message?: string; cause?: unknown } = {}): Refusal {
  const { kind, message } = refusals[code];
  return new Refusal(kind, code, more.message ?? message, { cause: more.cause });
}
