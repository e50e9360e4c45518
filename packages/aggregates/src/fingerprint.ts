import { createHash } from 'node:crypto';
import type { Caller } from './caller.ts';

/**
 * Caller, method and body as one value: a key means the same command only when all are the same. As on the wire, what is left out is the
 * same as its default: a command that is sent again to a release that knows more fields is still the same one.
 */
export function fingerprintOf({ subject, method }: Caller, body: object): string {
  return createHash('sha256')
    .update(JSON.stringify([subject, method, withoutDefaults(body)]))
    .digest('base64url');
}

function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutDefaults);
  if (typeof value !== 'object' || value === null) return value || undefined;
  const fields = Object.entries(value)
    .map(([name, inner]): [string, unknown] => [name, withoutDefaults(inner)])
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
