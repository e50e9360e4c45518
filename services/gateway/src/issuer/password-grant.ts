import type Provider from 'oidc-provider';
import { errors, type ResourceServer } from 'oidc-provider';
import { goneOf } from '../http/gone.ts';
import type { CheckPassword } from './password-check.ts';
import { platformResource } from './resource.ts';

/** The public client of scripts. */
export const scriptsClientId = 'lienthong-cli';

/**
 * `grant_type=password` for scripts of the demonstration, with the parameters of Keycloak's direct access grants. Production never has
 * it: a password belongs into the sign-in page only.
 */
export function registerPasswordGrant(
  issuer: Provider,
  platform: ResourceServer,
  checkPassword: CheckPassword,
): void {
  issuer.registerGrantType<{ username?: string; password?: string }>(
    'password',
    async (context) => {
      const { client, params } = context.oidc;
      const { username, password } = params;
      if (typeof username !== 'string' || typeof password !== 'string')
        throw new errors.InvalidRequest('username and password are required');
      const caller = { address: context.ip, gone: goneOf(context.res) };
      const check = await checkPassword({ username, password, ...caller });
      switch (check.result) {
        case 'wrong':
          throw new errors.InvalidGrant('wrong user name or password');
        case 'wait':
          throw new errors.InvalidGrant(`too many wrong passwords: wait ${check.seconds} seconds`);
        case 'right':
          break;
        default:
          check satisfies never;
      }
      const { subject } = check.known;
      const grant = new issuer.Grant({ accountId: subject, clientId: client.clientId });
      grant.addResourceScope(platformResource, '');
      const token = new issuer.AccessToken({
        accountId: subject,
        client,
        grantId: await grant.save(),
        gty: 'password',
        scope: '',
      });
      token.resourceServer = new issuer.ResourceServer(platformResource, platform);
      context.oidc.entity('AccessToken', token);
      context.body = {
        access_token: await token.save(),
        expires_in: token.expiration,
        token_type: token.tokenType,
      };
    },
    ['username', 'password', 'scope'],
  );
}
