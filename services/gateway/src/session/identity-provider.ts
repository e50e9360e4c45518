import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayConfig } from '../config.ts';
import { type CryptoKey, importJWK, type JWK } from 'jose';
import * as openid from 'openid-client';
import { fetchFromOwnPort } from './own-port.ts';
import { edgeRefusal } from '../refuse.ts';
import { hasSignedInSince } from './signed-in-since.ts';

/** The gateway's client id at the issuer; its credential is the gateway's own key (`private_key_jwt`), never a shared secret. */
export const gatewayClientId = 'lienthong-gateway';

/** What has to be remembered between leaving for the issuer and coming back. */
export interface Flow {
  state: string;
  nonce: string;
  verifier: string;
  /** Machine time. */
  begunAt: number;
}

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Machine time. */
  accessExpiresAt: number;
  /** From the id token; empty unless the issuer says it. */
  title: string;
}

/** The issuer as the gateway needs it: standard discovery and endpoints only, so that any OpenID Connect issuer fits. */
export interface IdentityProvider {
  begin(): Promise<{ url: string; flow: Flow }>;
  /** @throws when the answer does not belong to the flow or the issuer refuses it. */
  finish(callback: URL, flow: Flow): Promise<Tokens>;
  /** Undefined: the issuer has ended the grant. @throws Refusal `ISSUER_UNAVAILABLE`. */
  refresh(tokens: Tokens): Promise<Tokens | undefined>;
  /** Ends the grant: its refresh token is worth nothing any more. */
  revoke(tokens: Tokens): Promise<void>;
  /** Where the browser ends its session at the issuer and comes back from. */
  endSessionUrl(): Promise<string>;
}

export interface IdentityProviderSettings {
  config: Pick<GatewayConfig, 'identity' | 'http' | 'tls'>;
  /** The issuer runs in this process: it is reached at the address where we listen, whatever name people type. */
  embedded: boolean;
  /** Machine time. */
  now: () => number;
}

const timeoutSeconds = 5;

export function createIdentityProvider({
  config,
  embedded,
  now,
}: IdentityProviderSettings): IdentityProvider {
  const issuer = new URL(config.identity.issuer);
  const { publicUrl } = config.http;
  const redirectUri = new URL('/auth/callback', publicUrl).href;
  let discovered: Promise<openid.Configuration> | undefined;

  /** Discovered when first needed, and again after a failure. */
  function issuerMetadata(): Promise<openid.Configuration> {
    discovered ??= discover().catch((cause: unknown) => {
      discovered = undefined;
      throw edgeRefusal('ISSUER_UNAVAILABLE', { cause });
    });
    return discovered;
  }

  async function discover(): Promise<openid.Configuration> {
    const jwk = JSON.parse(readFileSync(join(config.identity.keyDirectory, 'gateway.jwk'), 'utf8')) as JWK;
    const key = (await importJWK(jwk, 'EdDSA')) as CryptoKey;
    return openid.discovery(issuer, gatewayClientId, undefined, openid.PrivateKeyJwt(key), {
      timeout: timeoutSeconds,
      ...(issuer.protocol === 'http:' ? { execute: [openid.allowInsecureRequests] } : {}),
      ...(embedded ? { [openid.customFetch]: fetchHere } : {}),
    });
  }

  const fetchHere: openid.CustomFetch = (url, options) => fetchFromOwnPort(config, new URL(url), options);

  return {
    async begin() {
      const metadata = await issuerMetadata();
      const flow = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
        begunAt: now(),
      };
      const url = openid.buildAuthorizationUrl(metadata, {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        // Counters share machines: whoever asks to sign in is asked who they are, whatever the issuer remembers.
        prompt: 'login',
        max_age: '0',
      });
      return { url: url.href, flow };
    },

    async finish(callback, flow) {
      const metadata = await issuerMetadata();
      // The address that the issuer knows, whatever stood in the Host header.
      const seen = new URL(redirectUri);
      seen.search = callback.search;
      const answer = await openid.authorizationCodeGrant(metadata, seen, {
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        pkceCodeVerifier: flow.verifier,
        idTokenExpected: true,
      });
      // The address is the browser's to change: the issuer has to say that somebody signed in since.
      const claims = answer.claims();
      if (!claims || !hasSignedInSince(claims, now() - flow.begunAt))
        throw new Error('the issuer does not say that somebody signed in since the flow began');
      return tokensOf(answer, now());
    },

    async refresh(tokens) {
      const metadata = await issuerMetadata();
      try {
        return tokensOf(await openid.refreshTokenGrant(metadata, tokens.refreshToken), now(), tokens);
      } catch (cause) {
        if (cause instanceof openid.ResponseBodyError && cause.error === 'invalid_grant') return undefined;
        throw edgeRefusal('ISSUER_UNAVAILABLE', { cause });
      }
    },

    async revoke(tokens) {
      await openid.tokenRevocation(await issuerMetadata(), tokens.refreshToken, {
        token_type_hint: 'refresh_token',
      });
    },

    async endSessionUrl() {
      // By the client's id, not by an id token: that one names the person, and addresses stand in logs.
      return openid.buildEndSessionUrl(await issuerMetadata(), {
        post_logout_redirect_uri: new URL('/', publicUrl).href,
      }).href;
    },
  };
}

function tokensOf(
  answer: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers,
  at: number,
  before?: Tokens,
): Tokens {
  const refreshToken = answer.refresh_token ?? before?.refreshToken;
  if (refreshToken === undefined) throw new Error('the issuer gave no refresh token');
  const title = answer.claims()?.['title'];
  return {
    accessToken: answer.access_token,
    refreshToken,
    accessExpiresAt: at + (answer.expiresIn() ?? 0) * 1_000,
    title: typeof title === 'string' ? title : (before?.title ?? ''),
  };
}
