import { Refusal } from '@lienthong/domain';
import { type Document, foreignStamp, isLostHere } from './document.ts';
import type { IncidentKind } from './incident.ts';
import { type Stamp, stampText } from './stamp.ts';

/** What is shown of a record, in words that another state of it never has; empty: there is nothing of that kind. */
export function seenOf(document: Document, kind: IncidentKind | 'lacking'): string {
  const { record, jump } = document;
  switch (kind) {
    // An ordinary write of a marked record leaves the question as it was.
    case 'marked':
      return record ? String(record.broke) : '';
    case 'jump':
      return textOf(jump);
    case 'stub':
      return textOf(foreignStamp(document)) || (isLostHere(document) ? nobodyHoldsIt : '');
    case 'contested':
    case 'stranded':
    case 'lacking':
      return textOf(record);
    default: {
      const never: never = kind;
      return never;
    }
  }
}

/** Others once held it, and nobody is known to hold it any more: there is no stamp to name. */
const nobodyHoldsIt = 'none';

const textOf = (stamp: Stamp | null | undefined): string => (stamp ? stampText(stamp) : '');

/** @throws Refusal: a decision names what was seen, and nothing else is decided. */
export function checkSeen(seen: string, now: string): void {
  if (seen === '' || seen !== now) hasChanged();
}

/** Somebody or something else was faster: the person looks again. */
export function hasChanged(): never {
  throw new Refusal('conflict', 'INCIDENT_CHANGED', 'the incident is no longer as it was seen');
}
