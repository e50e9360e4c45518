import type { UnitKey } from '@lienthong/domain';
import type { ServiceName } from '../site-config.ts';

/** What a person or system may do; where, its units say. */
export const roles = ['clerk', 'leader', 'district_officer', 'ioc', 'operator', 'integrator'] as const;
export type Role = (typeof roles)[number];

export interface Person {
  kind: 'person';
  subject: string;
  name: string;
  roles: Role[];
  /** The tops of the subtrees in which the roles hold. */
  units: UnitKey[];
}

/** Another system, with client credentials. */
export interface IntegratingSystem {
  kind: 'system';
  subject: string;
  roles: Role[];
  units: UnitKey[];
}

/** A service of this site, on its own behalf or for somebody. */
export interface CallingService {
  kind: 'service';
  service: ServiceName;
  onBehalfOf?: { subject: string; roles: Role[]; units: UnitKey[] };
}

export type Principal = Person | IntegratingSystem | CallingService;

/** Who acts, as it is kept with what was done: the person, also where a service passes it on; else the system, or `service:<name>`. */
export const subjectOf = (principal: Principal): string =>
  principal.kind === 'service'
    ? (principal.onBehalfOf?.subject ?? `service:${principal.service}`)
    : principal.subject;
