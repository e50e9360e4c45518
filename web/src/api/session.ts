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
