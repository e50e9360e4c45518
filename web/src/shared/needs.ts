import type { Role, Session } from '../api/session.ts';

/** What a screen needs: one of the roles, all of the services at the site, and a site of that level where it matters. */
export interface Needs {
  roles: readonly Role[];
  services?: readonly string[];
  level?: 'province' | 'district' | 'commune';
}

/** Whether a person may open here what needs this: it follows from the role and from what the site runs. */
export const allows = (session: Session, { roles, services = [], level }: Needs): boolean =>
  roles.some((role) => session.roles.includes(role)) &&
  services.every((service) => session.services.includes(service)) &&
  (level === undefined || session.site.level === level);
