import { type CallContext, type Jurisdiction, maySee } from '@lienthong/runtime';

/** Who sends a command or asks a question, by which method. */
export interface Caller {
  /** The person, also where a service passes it on. */
  subject: string;
  name: string;
  method: string;
  /** Whether the unit lies in what the caller may act for. */
  maySee(unit: string): boolean;
}

export function callerOf({ principal, method }: CallContext, jurisdiction: Jurisdiction): Caller {
  return {
    subject:
      principal.kind === 'service'
        ? (principal.onBehalfOf?.subject ?? `service:${principal.service}`)
        : principal.subject,
    name: principal.kind === 'person' ? principal.name : '',
    method,
    maySee: (unit) => maySee(principal, unit, jurisdiction.hierarchy(), jurisdiction.today()),
  };
}
