/** How far the clocks of one issuer's machines may be apart. */
const toleranceSeconds = 30;

/**
 * Whether somebody has signed in at the issuer since a flow began.
 * Both times are the issuer's own, so that it does not matter how far its clock is from ours.
 *
 * @param claims of the id token that ends the flow; `auth_time` is when somebody signed in, `iat` is now
 * @param flowMs how long the flow took
 */
export const hasSignedInSince = (
  { auth_time: signedInAt, iat }: { auth_time?: unknown; iat: number },
  flowMs: number,
): boolean =>
  typeof signedInAt === 'number' && iat - signedInAt <= Math.ceil(flowMs / 1_000) + toleranceSeconds;
