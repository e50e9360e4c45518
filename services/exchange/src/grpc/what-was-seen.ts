import { Refusal, refuseField } from '@lienthong/domain';

/** What the person who decides was shown: an incident's `seen_rev`, and of a restored registry the revision of the one held here. */
export interface Seen {
  readonly seenRev: number;
  readonly heldRev: number;
}

/** @throws Refusal: a decision names what was seen. */
export function seen(rev: number): number {
  if (rev === 0) refuseField('seen_rev', 'REQUIRED', 'the revision that the incident shows');
  return rev;
}

/** Somebody or something else was faster: the person looks again. */
export function hasChanged(): never {
  throw new Refusal('conflict', 'INCIDENT_CHANGED', 'the incident is no longer as it was seen');
}
