import { post, read } from './call.ts';

export type Role = 'clerk' | 'leader' | 'district_officer' | 'ioc' | 'operator' | 'integrator';

export interface SessionUnit {
  /** `20116@0` */
  key: string;
  code: string;
  name: string;
  level: 'province' | 'district' | 'commune';
  /** Since a day the law has others in its place, by their names, or none. */
  replaced?: { on: string; by: string[] };
}

/** Who is signed in, where, and what this site runs. */
export interface Session {
  subject: string;
  name: string;
  title: string;
  roles: Role[];
  units: SessionUnit[];
  site: { id: string; name: string; level: string };
  homeUnit: SessionUnit;
  services: string[];
  demonstration: boolean;
  /** Business time at the site when it was asked. */
  businessNow: string;
  /** When it was asked, by the clock of this device. Milliseconds since 1970. */
  askedAt: number;
}

const longestMs = 7 * 86_400_000;

/**
 * Business time at a moment of this device's clock, by what the site last said. Undefined: that is days ago, or this clock has been set
 * back since.
 */
export function businessTimeAt({ businessNow, askedAt }: Session, at: number): string | undefined {
  const since = at - askedAt;
  if (since < 0 || since > longestMs) return undefined;
  return new Date(Date.parse(businessNow) + since).toISOString();
}

export async function readSession(): Promise<Session> {
  const said = await read<Omit<Session, 'askedAt'>>('/auth/me');
  return { ...said, askedAt: Date.now() };
}

export const signInAddress = (back: string): string => `/auth/sign-in?return=${encodeURIComponent(back)}`;

/** @throws ApiFailure when the gateway cannot be reached: the session then still exists. */
export const signOut = (): Promise<void> => post('/auth/sign-out');
