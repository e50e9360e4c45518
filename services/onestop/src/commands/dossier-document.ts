import type { HistoryEvent, StateDocument } from '@lienthong/aggregates';
import type { Dossier, RecordedEvent } from '../domain/dossier.ts';
import type { Movement } from '../domain/movements.ts';

export interface StoredDossierEvent extends RecordedEvent, HistoryEvent<Movement> {}

/** A dossier as it stands in the store. */
export type DossierDocument = StateDocument<Dossier, StoredDossierEvent>;
