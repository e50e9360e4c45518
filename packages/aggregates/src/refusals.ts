import { Refusal, type RefusalKind } from '@lienthong/domain';

/** What every aggregate's commands may be refused with. The codes are stable. */
const refusals = {
  VERSION_CONFLICT: { kind: 'conflict', message: 'it has changed since the version that was seen' },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'already_exists',
    message: 'the key was used before by another caller or with another content',
  },
  TOO_MANY_EVENTS: { kind: 'precondition', message: 'it has too many entries in its history' },
  STORE_UNAVAILABLE: {
    kind: 'unavailable',
    message: 'the outcome is not known: send the same request with the same key again',
  },
} as const satisfies Record<string, { kind: RefusalKind; message: string }>;

export function refuseShared(
  code: keyof typeof refusals,
  params: Record<string, string> = {},
  cause?: unknown,
): never {
  const { kind, message } = refusals[code];
  throw new Refusal(kind, code, message, { params, cause });
}
