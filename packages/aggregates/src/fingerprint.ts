import { hash } from 'node:crypto';
import { isDate, isUint8Array } from 'node:util/types';
import type { Caller } from './caller.ts';

/**
 * Caller, method and body as one value: a key means the same command only when all are the same. As on the wire, what is left out is the
 * same as its default: a command that is sent again to a release that knows more fields is still the same one.
 *
 * @throws for a value whose content it does not know: two commands that differ in it alone would be the same.
 */
export function fingerprintOf({ subject, method }: Caller, body: object): string {
  return hash('sha256', JSON.stringify([subject, method, withoutDefaults(body)]), 'base64url');
}

function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutDefaults);
  if (typeof value === 'function' || typeof value === 'symbol') return refuseUnknown(value);
  if (typeof value !== 'object' || value === null) return value || undefined;
  if (isDate(value)) return { $time: String(value.getTime()) };
  if (isUint8Array(value))
    return value.length === 0 ? undefined : { $bytes: Buffer.from(value).toString('base64') };
  if (!isPlain(value)) return refuseUnknown(value);
  const fields = Object.entries(value)
    .map(([name, inner]): [string, unknown] => [name, withoutDefaults(inner)])
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refuseUnknown(value: object | symbol): never {
  const name = typeof value === 'object' ? value.constructor.name : typeof value;
  throw new TypeError(`a command holds a ${name}: whether it is the same one is not known`);
}
