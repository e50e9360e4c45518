import type { FieldRule } from './field-rule.ts';

/**
 * Why a command or a question was refused; transports map it to their own status in one place.
 *
 * - `invalid`: a field is wrong whatever the state is
 * - `conflict`: someone else was faster; read again and decide again
 * - `precondition`: not in this state
 * - `unavailable`: try again later
 */
export type RefusalKind =
  | 'invalid'
  | 'not_found'
  | 'conflict'
  | 'already_exists'
  | 'precondition'
  | 'denied'
  | 'unauthenticated'
  | 'unimplemented'
  | 'exhausted'
  | 'unavailable';

/** One wrong field: `field` as the path in the request, `rule` as a stable code, `description` in English. */
export interface FieldViolation {
  field: string;
  rule: FieldRule;
  description: string;
}

/**
 * A refusal that a caller can act on. `code` is stable (`DOSSIER_ALREADY_FINISHED`), `message` is English for logs and
 * integrators, `params` fill the sentence that a screen shows. Never carries personal data.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly code: string;
  readonly fields: FieldViolation[];
  readonly params: Record<string, string>;

  constructor(
    kind: RefusalKind,
    code: string,
    message: string,
    more: { fields?: FieldViolation[]; params?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.code = code;
    this.fields = more.fields ?? [];
    this.params = more.params ?? {};
  }
}

/** Refuses; returns never, so that it can stand in an expression. */
export function refuse(
  kind: RefusalKind,
  code: string,
  message: string,
  params: Record<string, string> = {},
): never {
  throw new Refusal(kind, code, message, { params });
}

/** Refuses a wrong field: the code is `INVALID_FIELD`, the rule names what was broken, `params` its bounds. */
export function refuseField(
  field: string,
  rule: FieldRule,
  description: string,
  params: Record<string, string> = {},
): never {
  throw new Refusal('invalid', 'INVALID_FIELD', `${field}: ${description}`, {
    fields: [{ field, rule, description }],
    params,
  });
}
