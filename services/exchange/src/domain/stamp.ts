/**
 * Names one written state of a record: a revision, +1 a change, and a tag drawn anew at each write. Revisions decide which of
 * two states is kept; whether one state grew out of another is answered by `seen` alone (`record.ts`).
 */
export interface Stamp {
  readonly rev: number;
  /** 8 random bytes, 16 hex digits; empty with rev 0. */
  readonly tag: string;
}

export const sameStamp = (a: Stamp, b: Stamp): boolean => a.rev === b.rev && a.tag === b.tag;

/** The one with the higher revision; with equal ones the greater tag, so that the choice does not depend on the order of arrival. */
export function higherStamp(a: Stamp | null, b: Stamp | null): Stamp | null {
  if (!a) return b;
  if (!b) return a;
  if (a.rev !== b.rev) return a.rev > b.rev ? a : b;
  return a.tag >= b.tag ? a : b;
}

export const stampText = (stamp: Stamp): string => `${stamp.rev}:${stamp.tag}`;
