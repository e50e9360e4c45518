import type { Numbered, StateDocument, StoredEvent } from '@lienthong/aggregates';
import type { Dossier, RecordedEvent } from '../domain/dossier.ts';

export interface StoredDossierEvent extends RecordedEvent, StoredEvent {}

/** A dossier as it stands in the store; its series of numbers is an agency's local day. */
export interface DossierDocument extends StateDocument<Dossier, StoredDossierEvent>, Numbered {
  code: string;
}
