import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@lienthong/runtime';
import type { JWK } from 'jose';
import type { Db } from 'mongodb';
import Provider, { type AdapterPayload, type Configuration, errors, interactionPolicy } from 'oidc-provider';
import type { GatewayConfig } from '../config.ts';
import { absoluteMs } from '../domain/session-lifetime.ts';
import { goneOf } from '../http/gone.ts';
import { gatewayClientId } from '../session/identity-provider.ts';
import { createGrantStore } from './grant-store.ts';
import { issuerErrorPage, signedOutPage, signOutPage } from './pages.ts';
import type { CheckPassword } from './password-check.ts';
import { registerPasswordGrant, scriptsClientId } from './password-grant.ts';
import { isSecretOf, type People } from './people.ts';
import { accessTokenSeconds, platformResource, platformServer } from './resource.ts';
import { type IssuerKeys, writeKeySet } from './signing-keys.ts';
import type { JudgeTry } from './tries.ts';

/** Where the issuer is mounted: the path of a Keycloak realm, with Keycloak's route names below it. */
export const realmPath = '/realms/lienthong';

const protocol = '/protocol/openid-connect';

/** Whether the site signs its people in itself: its issuer is our own address. */
export function hasEmbeddedIssuer(config: Pick<GatewayConfig, 'identity' | 'http'>): boolean {
  return config.identity.issuer === new URL(realmPath, config.http.publicUrl).href;
}

/**
 * The site's own OpenID Connect issuer (oidc-provider, certified), so that people sign in without the uplink. Its tokens have
 * Keycloak's shape, its people and clients come from the people file.
 */
export async function createIssuer(parts: {
  config: GatewayConfig;
  db: Db;
  keys: IssuerKeys;
  people: People;
  checkPassword: CheckPassword;
  judge: JudgeTry;
  logger: Logger;
}): Promise<Provider> {
  const { config, db, keys, people, checkPassword, judge, logger } = parts;
  const secure = config.http.publicUrl.startsWith('https:');
  const cookieName = (what: string): string => `lienthong-${config.site}-issuer-${what}`;
  const cookie = { httpOnly: true, signed: true, sameSite: 'lax', secure, path: realmPath } as const;

  const configuration: Configuration = {
    adapter: await createGrantStore(db, (id) => clientMetadata(id, config, people)),
    jwks: { keys: keys.signing as never },
    routes: {
      authorization: `${protocol}/auth`,
      token: `${protocol}/token`,
      jwks: `${protocol}/certs`,
      end_session: `${protocol}/logout`,
      revocation: `${protocol}/revoke`,
    },
    cookies: {
      keys: [keys.cookieSecret],
      names: {
        session: cookieName('session'),
        interaction: cookieName('interaction'),
        resume: cookieName('resume'),
      },
      long: cookie,
      short: cookie,
    },
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['name', 'title'] },
    // The gateway reads the title from the id token; there is no userinfo call.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    responseTypes: ['code'],
    // The gateway's session holds the grant; closing a tab at the issuer does not end it, signing out does.
    expiresWithSession: () => false,
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    // The gateway proves itself with its key at each renewal, so a refresh token is worth nothing elsewhere.
    rotateRefreshToken: false,
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: absoluteMs / 1_000,
      Interaction: 1_800,
      Session: absoluteMs / 1_000,
      Grant: absoluteMs / 1_000,
      RefreshToken: absoluteMs / 1_000,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context) => {
          context.body = signedOutPage();
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => platformResource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => {
          if (resource !== platformResource) throw new errors.InvalidTarget();
          return platformServer(config);
        },
      },
    },
    interactions: {
      url: (_context, interaction) => `${realmPath}/sign-in/${interaction.uid}`,
      policy: askWhoOnly(),
    },
    findAccount: (_context, subject) => {
      const person = people.findBySubject(subject);
      return (
        person && {
          accountId: subject,
          claims: () => ({ sub: subject, name: person.name, title: person.title }),
        }
      );
    },
    loadExistingGrant: async (context) => {
      const { session, client, provider } = context.oidc;
      const known = session?.grantIdFor(client?.clientId ?? '');
      const found = known === undefined ? undefined : await provider.Grant.find(known);
      if (found) return found;
      const grant = new provider.Grant({
        accountId: session?.accountId ?? '',
        clientId: client?.clientId ?? '',
      });
      grant.addOIDCScope('openid profile');
      grant.addResourceScope(platformResource, '');
      await grant.save();
      return grant;
    },
    extraTokenClaims: (_context, token) => {
      const known =
        token.kind === 'ClientCredentials'
          ? people.findClient(token.clientId ?? '')
          : people.findBySubject(token.accountId);
      if (!known) throw new Error('a token for somebody who is not known any more');
      const name = 'name' in known ? { name: known.name } : {};
      return { typ: 'Bearer', realm_access: { roles: known.roles }, units: known.units, ...name };
    },
    renderError: (context, { error }) => {
      context.type = 'html';
      context.body = issuerErrorPage(error);
    },
  };

  const issuer = new Provider(config.identity.issuer, configuration);
  const isSecretOfClient = createSecretCheck(people, judge);
  issuer.Client.prototype.compareClientSecret = async function compare(this: { clientId: string }, actual) {
    return isSecretOfClient(this.clientId, actual);
  };
  // Who speaks to us, and by which name, is told by the gateway's own configuration, never by a Host header.
  issuer.proxy = true;
  if (config.mode === 'demonstration') registerPasswordGrant(issuer, platformServer(config), checkPassword);
  issuer.on('server_error', (_context, error) => logger.error({ err: error }, 'the issuer failed'));
  await writeKeySet(config.identity.keySetCache, keys.signing);
  return issuer;
}

/** Client secrets are stored hashed, and throttled like passwords. */
function createSecretCheck(people: People, judge: JudgeTry) {
  return async (clientId: string, secret: string): Promise<boolean> => {
    const known = people.findClient(clientId);
    if (!known) return false;
    const { ctx } = Provider;
    const gone = ctx && goneOf(ctx.res);
    const attempt = { name: `client:${clientId}`, address: ctx?.ip ?? '', isSystem: true, gone };
    const check = await judge(attempt, async () => ((await isSecretOf(known, secret)) ? known : undefined));
    if (check.result !== 'wait') return check.result === 'right';
    ctx?.set('retry-after', String(check.seconds));
    throw new errors.OIDCProviderError(429, 'temporarily_unavailable');
  };
}

/** The platform's own pages need no consent: whoever signs in wants to work here. */
function askWhoOnly() {
  const { base, Check } = interactionPolicy;
  const policy = base();
  policy.remove('consent');
  const isGone = new Check('account_gone', 'the people file holds this person no more', ({ oidc }) =>
    oidc.session?.accountId !== undefined && !oidc.account ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
  );
  policy.get('login')?.checks.add(isGone);
  return policy;
}

/** The clients: the gateway itself, scripts (demonstration), and the systems of the people file. */
function clientMetadata(id: string, config: GatewayConfig, people: People): AdapterPayload | undefined {
  const none = { redirect_uris: [], response_types: [] };
  if (id === gatewayClientId) {
    const file = join(config.identity.keyDirectory, 'gateway.pub.jwk');
    const key = JSON.parse(readFileSync(file, 'utf8')) as JWK;
    return {
      client_id: id,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [new URL('/auth/callback', config.http.publicUrl).href],
      post_logout_redirect_uris: [new URL('/', config.http.publicUrl).href],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...key, use: 'sig' }] },
    };
  }
  if (id === scriptsClientId && config.mode === 'demonstration')
    return { client_id: id, grant_types: ['password'], token_endpoint_auth_method: 'none', ...none };
  if (!people.findClient(id)) return undefined;
  return {
    client_id: id,
    // Never compared: the people file holds a hash (see compareClientSecret).
    client_secret: 'kept in the people file',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_basic',
    ...none,
  };
}
