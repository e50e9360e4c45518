import type { SiteConfig } from '@lienthong/runtime';
import type { ResourceServer } from 'oidc-provider';

/** What access tokens are for, in the issuer's own terms; the audience in the token is the configured one. */
export const platformResource = 'urn:lienthong';

/** Seconds that an access token lives. */
export const accessTokenSeconds = 600;

/** Tokens for the platform: JWTs that every process verifies by itself. */
export function platformServer(config: Pick<SiteConfig, 'identity'>): ResourceServer {
  return {
    scope: '',
    audience: config.identity.audience,
    accessTokenTTL: accessTokenSeconds,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'RS256' } },
  };
}
