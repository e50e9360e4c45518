/** How a value of a field is written in proto3 JSON. */
export type Kind = 'string' | 'bool' | 'int32' | 'int64' | 'bytes' | 'time' | Enum | Message;

/** A value is its name in the contract; `zero` is the one that is not written. */
export interface Enum {
  zero: string;
}

export interface Message {
  fields: Readonly<Record<string, Field>>;
}

/** `maybe`: whether it is set is known, so that what is not set stays absent. So is every message and every time. */
export type Field = Kind | { list: Kind } | { map: Kind } | { maybe: Kind };

/** A method of the edge, as `generate-client.ts` makes it of the contract. */
export interface Method<Request, Response, Streams extends boolean = false> {
  /** `lienthong.onestop.v1.OneStopService/ListDossiers` */
  path: string;
  request: Message;
  response: Message;
  streams: Streams;
  /** For the compiler alone. */
  types?: (request: Request) => Response;
}

/** A request as it is written: what is left out is empty, as the contract has it. */
export type Given<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Given<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]?: Given<T[Name]> | undefined }
      : T;
