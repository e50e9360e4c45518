import type { StateDocument, StoredEvent } from '@lienthong/aggregates';
import type { Dossier, RecordedEvent } from '../domain/dossier.ts';

export interface StoredDossierEvent extends RecordedEvent, StoredEvent {}

/** A dossier as it stands in the store. */
export type DossierDocument = StateDocument<Dossier, StoredDossierEvent>;
