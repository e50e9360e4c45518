/** Messages that are written as text in proto3 JSON: they stay absent when they are not set. */
type InstantField =
  | 'at'
  | 'now'
  | 'asOf'
  | 'time'
  | 'since'
  | 'deadSince'
  | 'eventTime'
  | 'receivedAt'
  | 'finishedAt'
  | 'closedAt'
  | 'lastHeard'
  | 'completeAsOf'
  | 'answeredAt'
  | 'lostAt'
  | 'oldestUnconfirmed'
  | 'silentSince';

/**
 * A response as the edge really sends it: scalars, enums and lists are always there (`alwaysEmitImplicit`), messages may be
 * absent. The generated JSON types make every field optional, as proto3 JSON in general does.
 */
export type Filled<T> = T extends readonly (infer Item)[]
  ? Filled<Item>[]
  : T extends object
    ? {
        [Key in keyof T as Key extends InstantField ? never : NonMessage<T, Key>]-?: Filled<
          NonNullable<T[Key]>
        >;
      } & {
        [Key in keyof T as Key extends InstantField ? Key : OnlyMessage<T, Key>]?: Filled<
          NonNullable<T[Key]>
        >;
      }
    : T;

type IsMessage<T> =
  NonNullable<T> extends readonly unknown[]
    ? false
    : NonNullable<T> extends object
      ? string extends keyof NonNullable<T>
        ? false
        : true
      : false;
type NonMessage<T, Key extends keyof T> = IsMessage<T[Key]> extends true ? never : Key;
type OnlyMessage<T, Key extends keyof T> = IsMessage<T[Key]> extends true ? Key : never;
