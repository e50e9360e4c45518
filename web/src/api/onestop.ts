import * as onestop from '../gen/onestop.ts';
import { call } from './call.ts';
import type { Given } from './method.ts';

export type {
  Channel,
  CopyKind,
  CountDossiersResponse as DossierCounts,
  DerivationLine,
  Dossier,
  DossierFilter,
  DossierState,
  DueDate,
  DueState,
  HistoryEntry,
  ListDossiersResponse as DossierPage,
  Procedure,
  Term,
  Timeliness,
} from '../gen/onestop.ts';
export type ReceiveDossier = Given<onestop.ReceiveDossierRequest>;

export const listDossiers = (
  message: Given<onestop.ListDossiersRequest>,
  signal?: AbortSignal,
): Promise<onestop.ListDossiersResponse> => call(onestop.listDossiers, message, signal);

export const countDossiers = (unit: string, signal?: AbortSignal): Promise<onestop.CountDossiersResponse> =>
  call(onestop.countDossiers, { unit }, signal);

export const getDossier = (unit: string, dossierId: string, signal?: AbortSignal): Promise<onestop.Dossier> =>
  oneDossier({ unit, dossierId }, signal);

/** Of any unit that the person may see: a code outlives its unit. */
export const getDossierByCode = (code: string): Promise<onestop.Dossier> => oneDossier({ code });

async function oneDossier(
  asked: Given<onestop.GetDossierRequest>,
  signal?: AbortSignal,
): Promise<onestop.Dossier> {
  const { dossier } = await call(onestop.getDossier, asked, signal);
  if (!dossier) throw new Error('GetDossier answered without a dossier');
  return dossier;
}

export async function listProcedures(unit: string, signal?: AbortSignal): Promise<onestop.Procedure[]> {
  return (await call(onestop.listProcedures, { unit }, signal)).procedures;
}

/** What a dossier handed in now would be promised. */
export async function previewDueDate(
  message: Given<onestop.PreviewDueDateRequest>,
  signal?: AbortSignal,
): Promise<onestop.DueDate> {
  const { due } = await call(onestop.previewDueDate, message, signal);
  if (!due) throw new Error('PreviewDueDate answered without a date');
  return due;
}
