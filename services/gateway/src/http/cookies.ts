import type { GatewayConfig } from '../config.ts';
import type { CookieOptions, Request } from 'express';

interface Cookie {
  name: string;
  options: CookieOptions;
}

export interface SessionCookies {
  /** The session's secret. Never leaves the site's own pages (`Strict`). */
  session: Cookie;
  /** Binds a sign-in to the browser that began it. The way back from an issuer elsewhere is cross-site, hence `Lax`. */
  flow: Cookie;
}

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
  };
}

/** One cookie of a request; only what a secret of ours can look like. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}
