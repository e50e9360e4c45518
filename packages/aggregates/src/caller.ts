import { type CallContext, type Jurisdiction, maySee, subjectOf } from '@lienthong/runtime';

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
    subject: subjectOf(principal),
    name: principal.kind === 'person' ? principal.name : '',
    method,
    maySee: (unit) => maySee(principal, unit, jurisdiction.hierarchy(), jurisdiction.today()),
  };
}
