import type { ServiceIdentity } from '@lienthong/runtime';

/** The public client of scripts at a site's issuer. */
const scriptsClient = 'lienthong-cli';
/** Tokens live for ten minutes; a script takes a new one well before. */
const renewAfterMs = 5 * 60_000;

const askForToken = async (
  issuer: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<string> => {
  const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as { access_token?: string; error_description?: string };
  if (!response.ok || answer.access_token === undefined)
    throw new Error(`no token from ${issuer}: ${answer.error_description ?? response.status}`);
  return answer.access_token;
};

/** An access token of a person, by user name and password (only the demonstration's issuer allows that). */
export const personToken = (issuer: string, username: string, password: string): Promise<string> =>
  askForToken(issuer, { grant_type: 'password', client_id: scriptsClient, username, password });

/** An access token of an integrating system, by its client credentials. */
export const clientToken = (issuer: string, clientId: string, secret: string): Promise<string> =>
  askForToken(
    issuer,
    { grant_type: 'client_credentials' },
    { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
  );

/** For `createServiceClient`: presents the token of somebody outside, fetched when it is needed and renewed in time. */
export const outsideIdentity = (fetchToken: () => Promise<string>): ServiceIdentity => {
  let held: { token: Promise<string>; at: number } | undefined;
  return {
    service: 'gateway',
    token: () => {
      if (!held || Date.now() - held.at > renewAfterMs) {
        const token = fetchToken();
        held = { token, at: Date.now() };
        token.catch(() => {
          held = undefined;
        });
      }
      return held.token;
    },
  };
};
