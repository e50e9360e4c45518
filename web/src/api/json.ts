import type { Field, Kind, Message } from './method.ts';

type Json = unknown;

/**
 * Reads proto3 JSON: what is absent and has no presence is empty, fields that this release does not know are passed over. 64-bit numbers become
 * numbers, as in the services; times stay text.
 */
export function readMessage({ fields }: Message, json: Json): object {
  const given = isObject(json) ? json : {};
  const read = Object.entries(fields).flatMap(([name, field]) => {
    const value = readField(field, given[name] ?? undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(read);
}

/** Writes proto3 JSON; what is undefined is left out. */
export function writeMessage({ fields }: Message, message: object): Record<string, Json> {
  const given = message as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      given[name] === undefined ? [] : [[name, writeField(field, given[name])]],
    ),
  );
}

function readField(field: Field, json: Json): unknown {
  if (typeof field === 'object') {
    if ('list' in field) return Array.isArray(json) ? json.map((one) => readValue(field.list, one)) : [];
    if ('map' in field) return ofEach(json, (one) => readValue(field.map, one));
    if ('maybe' in field) return json === undefined ? undefined : readValue(field.maybe, json);
  }
  return json === undefined ? emptyOf(field) : readValue(field, json);
}

function readValue(kind: Kind, json: Json): unknown {
  if (typeof kind === 'object') {
    if ('fields' in kind) return readMessage(kind, json);
    // A number is a name that the edge does not know either.
    return typeof json === 'string' ? json : kind.zero;
  }
  if (kind === 'int64') return Number(json);
  if (kind === 'bytes') return Uint8Array.from(atob(json as string), (one) => one.charCodeAt(0));
  return json;
}

function emptyOf(kind: Kind): unknown {
  if (typeof kind === 'object') return 'zero' in kind ? kind.zero : undefined;
  if (kind === 'time') return undefined;
  if (kind === 'string') return '';
  if (kind === 'bool') return false;
  return kind === 'bytes' ? new Uint8Array() : 0;
}

function writeField(field: Field, value: unknown): Json {
  if (typeof field === 'object') {
    if ('list' in field) return (value as unknown[]).map((one) => writeValue(field.list, one));
    if ('map' in field) return ofEach(value, (one) => writeValue(field.map, one));
    if ('maybe' in field) return writeValue(field.maybe, value);
  }
  return writeValue(field, value);
}

function writeValue(kind: Kind, value: unknown): Json {
  if (typeof kind === 'object' && 'fields' in kind) return writeMessage(kind, value as object);
  if (kind === 'int64') return String(value);
  if (kind === 'bytes')
    return btoa(Array.from(value as Uint8Array, (one) => String.fromCharCode(one)).join(''));
  return value;
}

const ofEach = (from: unknown, each: (one: unknown) => unknown): object =>
  Object.fromEntries(Object.entries(isObject(from) ? from : {}).map(([key, one]) => [key, each(one)]));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
