import type { ApiFailure } from '../api/failure.ts';

/** A command that has not been answered yet. It is sent again, unchanged, until it is. */
export interface Unsent {
  /** The idempotency key: the new thing's id, or the command's own key. */
  id: string;
  /** Site and person: nobody else on this device sees or sends it. */
  owner: string;
  /** As the edge names it: `lienthong.onestop.v1.OneStopService/FinishDossier`. */
  method: string;
  message: object;
  /** The id of what it concerns. */
  about: string;
  /** What people call it, for the list of unsent work. */
  label: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Answered with no: kept until the person has read why. */
  refusal?: { code: string; params: Record<string, string>; fields: ApiFailure['fields'] };
  /** Answered with a fault of the server: when last, with which code, and when it is sent again. Milliseconds since 1970. */
  fault?: { code: string; at: number; next: number };
  /** A person has put it by: it is kept, and sent when they say so. */
  aside?: true;
  /** The device did not take it: it lasts as long as the windows that know it. */
  unkept?: true;
}

/** What a feature gives to be sent. */
export interface Given {
  /** @param id the key of this command: made when it is given, and never of another one */
  message: (id: string) => object;
  /** The id of what it concerns; absent: the new thing that it makes. */
  about?: string;
  label: string | ((id: string) => string);
  /** Told when the device has it: its words need no other keeping. */
  onKept?: () => void;
  /** Whether a refusal would still be told to who gave it; absent: it would. */
  isHeard?: () => boolean;
}

export const unreadable: NonNullable<Unsent['refusal']> = {
  code: 'ENTRY_UNREADABLE',
  params: {},
  fields: [],
};

/** Without what has happened to it since. */
export const asGiven = ({ id, owner, method, message, about, label, at }: Unsent): Unsent => ({
  id,
  owner,
  method,
  message,
  about,
  label,
  at,
});

export const withRefusal = (
  entry: Unsent,
  { code, params, fields }: NonNullable<Unsent['refusal']>,
): Unsent => ({
  ...entry,
  refusal: { code, params, fields },
});

/** The same words under a new key: the old one was taken by something else. */
export function rekeyed(entry: Unsent, id: string): Unsent {
  const renamed = (value: unknown): unknown => (value === entry.id ? id : value);
  const message = Object.fromEntries(
    Object.entries(entry.message).map(([name, value]) => [name, renamed(value)]),
  );
  return { ...entry, id, message, about: renamed(entry.about) as string };
}

/**
 * What is kept, as this release reads it. What it cannot send is shown as such, and stays as it is on the device: another release may
 * know it. Undefined: another person's, or nobody's.
 */
export function readEntry(
  kept: unknown,
  owner: string,
  knows: (method: string) => boolean,
): Unsent | undefined {
  if (!isObject(kept) || kept.owner !== owner || typeof kept.id !== 'string') return undefined;
  const { id, method, message, about, label, at, refusal, aside } = kept;
  const entry: Unsent = {
    id,
    owner,
    method: typeof method === 'string' ? method : '',
    message: isObject(message) ? message : {},
    about: typeof about === 'string' ? about : '',
    label: typeof label === 'string' ? label : '',
    at: typeof at === 'number' ? at : 0,
    ...(aside === true ? { aside } : {}),
  };
  if (!isObject(message) || !knows(entry.method)) return withRefusal(entry, unreadable);
  return isRefusal(refusal) ? withRefusal(entry, refusal) : entry;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRefusal = (value: unknown): value is NonNullable<Unsent['refusal']> =>
  isObject(value) && typeof value.code === 'string' && isObject(value.params) && Array.isArray(value.fields);
