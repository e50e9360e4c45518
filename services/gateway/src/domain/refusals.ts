import type { RefusalKind } from '@lienthong/domain';

/** What the edge itself refuses; everything else comes from the service behind it. The web app maps these codes to sentences. */
export const refusals = {
  METHOD_UNKNOWN: { kind: 'unimplemented', message: 'no such method' },
  SERVICE_NOT_HERE: { kind: 'unimplemented', message: 'this site does not run the service' },
  SERVICE_UNAVAILABLE: { kind: 'unavailable', message: 'the database is not there yet: try again' },
  SESSION_MISSING: { kind: 'unauthenticated', message: 'sign in first' },
  SESSION_ENDED: { kind: 'unauthenticated', message: 'the session has ended: sign in again' },
  SESSION_OF_ANOTHER: { kind: 'unauthenticated', message: 'somebody else is signed in by now' },
  ORIGIN_NOT_ALLOWED: { kind: 'denied', message: "a call must come from the site's own pages" },
  CONTENT_TYPE: { kind: 'invalid', message: 'the content type must be application/json' },
  BODY_TOO_LARGE: { kind: 'exhausted', message: 'the body is larger than 256 kB' },
  BODY_BROKEN: { kind: 'invalid', message: 'the body did not arrive whole or is not encoded as it says' },
  ADDRESS_BROKEN: { kind: 'invalid', message: 'the address is not encoded as it should be' },
  MALFORMED_JSON: { kind: 'invalid', message: 'the body is not valid JSON' },
  TIMEOUT_HEADER: { kind: 'invalid', message: 'Connect-Timeout-Ms must be a number of milliseconds' },
  TOO_MANY_STREAMS: { kind: 'exhausted', message: 'too many open streams in this session' },
  TOO_BUSY: { kind: 'exhausted', message: 'too much is asked for at once: try again in a moment' },
  GATEWAY_STOPPING: { kind: 'unavailable', message: 'the site is being restarted: connect again' },
  ISSUER_UNAVAILABLE: { kind: 'unavailable', message: 'the issuer of sign-ins does not answer' },
} as const satisfies Record<string, { kind: RefusalKind; message: string }>;

export type RefusalCode = keyof typeof refusals;
