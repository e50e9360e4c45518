import type { CookieOptions, Request } from 'express';
import type { GatewayConfig } from '../config.ts';

export interface Cookie {
  name: string;
  options: CookieOptions;
}

export interface SessionCookies {
  /** The session's secret. Never leaves the site's own pages (`Strict`). */
  session: Cookie;
  /** Binds a sign-in to the browser that began it. The way back from an issuer elsewhere is cross-site, hence `Lax`. */
  flow: Cookie;
  /** Which people have signed in on this device; only the sign-in page reads it. */
  device: Cookie;
}

/** As long as browsers keep a cookie. */
const deviceMs = 400 * 86_400_000;

/**
 * The gateway's cookies. Browsers keep cookies by host, not by port, so the site is in the name: two sites on one machine do not sign
 * each other out. Over HTTPS they are `Secure` and `__Host-`.
 */
export function sessionCookies(config: Pick<GatewayConfig, 'site' | 'http'>): SessionCookies {
  const secure = config.http.publicUrl.startsWith('https:');
  const prefix = `${secure ? '__Host-' : ''}lienthong-${config.site}`;
  const common = { httpOnly: true, secure, path: '/' } as const;
  return {
    session: { name: prefix, options: { ...common, sameSite: 'strict' } },
    flow: { name: `${prefix}-flow`, options: { ...common, sameSite: 'lax', maxAge: 600_000 } },
    device: { name: `${prefix}-device`, options: { ...common, sameSite: 'strict', maxAge: deviceMs } },
  };
}

/** One cookie of a request; only what a secret of ours can look like. */
export function readCookie(request: Request, name: string): string | undefined {
  return valuesOf(request, name).find((value) => /^[\w-]{43}$/.test(value));
}

/** One cookie of a request, as it came: express has encoded it. */
export function readText(request: Request, name: string): string | undefined {
  const [value] = valuesOf(request, name);
  return value === undefined || value.length > 2_000 ? undefined : value.replaceAll('%7E', '~');
}

function valuesOf(request: Request, name: string): string[] {
  return (request.headers.cookie ?? '').split(';').flatMap((part) => {
    const [key, value] = part.trim().split('=', 2);
    return key === name && value !== undefined ? [value] : [];
  });
}
