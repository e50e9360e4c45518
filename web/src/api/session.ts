import { post, read } from './call.ts';

export type Role = 'clerk' | 'leader' | 'district_officer' | 'ioc' | 'operator' | 'integrator';

export interface SessionUnit {
  /** `20116@0` */
  key: string;
  code: string;
  name: string;
  level: 'province' | 'district' | 'commune';
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
}

export const readSession = (): Promise<Session> => read<Session>('/auth/me');

export const signInAddress = (back: string): string => `/auth/sign-in?return=${encodeURIComponent(back)}`;

/** @throws ApiFailure when the gateway cannot be reached: the session then still exists. */
export const signOut = (): Promise<void> => post('/auth/sign-out');

/** What a person may open here: the screens follow from the role and from what the site runs. */
export interface Screens {
  dossiers: boolean;
  /** Registering is the clerk's; a leader reads. */
  register: boolean;
  board: boolean;
  operator: boolean;
  /** Changing the registry of sites: at the province, which holds it. */
  sites: boolean;
}

export function screensOf(session: Session): Screens {
  const has = (...roles: Role[]): boolean => roles.some((role) => session.roles.includes(role));
  const runs = (service: string): boolean => session.services.includes(service);
  return {
    dossiers: runs('onestop') && has('clerk', 'leader'),
    register: runs('onestop') && has('clerk'),
    board: runs('operations') && has('district_officer', 'ioc', 'leader'),
    operator: has('operator'),
    sites: has('operator') && runs('directory') && session.site.level === 'province',
  };
}
