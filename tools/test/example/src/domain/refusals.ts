import { refuse, type RefusalKind } from '@lienthong/domain';

const refusals = {
  REPORT_NOT_FOUND: { kind: 'not_found', message: 'there is no such report here' },
  REPORT_CLOSED: { kind: 'precondition', message: 'the report is closed' },
  UNIT_NOT_SERVED: { kind: 'precondition', message: 'this site takes no reports for the unit' },
} as const satisfies Record<string, { kind: RefusalKind; message: string }>;

export function refuseWith(code: keyof typeof refusals, params: Record<string, string> = {}): never {
  const { kind, message } = refusals[code];
  return refuse(kind, code, message, params);
}
