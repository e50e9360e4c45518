import { type Document, isLostHere, isMarked } from './document.ts';

/** What people have to look at; after a restore every record may be marked, and must not hide the others. */
export const byGravity = ['contested', 'jump', 'stranded', 'stub', 'marked'] as const;
export type IncidentKind = (typeof byGravity)[number];

export function incidentOf(document: Document): IncidentKind | '' {
  if (document.contested) return 'contested';
  if (document.jump && !document.jump.accepted) return 'jump';
  if (document.record === null) return isLostHere(document) ? 'stub' : '';
  if (document.stranded) return 'stranded';
  return isMarked(document) ? 'marked' : '';
}
