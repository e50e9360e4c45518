/** A value that is too large for one message, or a file: it travels by its hash, in parts, before the record. */
export interface Content {
  /** SHA-256, hex. */
  readonly hash: string;
  readonly size: number;
  /** Media type of a file; empty: the value of a record, which only its length made a content. */
  readonly type: string;
}

/** No site takes or passes on more in one content (R13); what a site lets its own services put is configured below it. */
export const maximumContentBytes = 2 ** 31;

const mediaType = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;
const maximumTypeLength = 127;

/** A media type without parameters, in lower case, so that equal types are equal texts (RFC 6838, section 4.2). */
export const isMediaType = (text: string): boolean =>
  text.length <= maximumTypeLength && mediaType.test(text);

/** Empty contents do not travel: there would be no part that could complete them. */
export const isContentSize = (size: number): boolean =>
  Number.isSafeInteger(size) && size >= 1 && size <= maximumContentBytes;

/** Largest value of one record that is put, offered and read at once; what is larger is put as a content. */
export const maximumValueBytes = 3 * 1024 * 1024;
