import type { ChannelJson, TimelinessJson } from '../gen/lienthong/onestop/v1/onestop_pb.ts';
import type {
  CountDossiersResponseJson,
  DerivationLineJson,
  DossierFilterJson,
  DossierJson,
  DossierStateJson,
  DueDateJson,
  DueStateJson,
  GetDossierResponseJson,
  HistoryEntryJson,
  ListDossiersRequestJson,
  ListDossiersResponseJson,
  ListProceduresResponseJson,
  ProcedureJson,
  ReceiveDossierRequestJson,
  TermJson,
} from '../gen/lienthong/onestop/v1/onestop_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

export type Dossier = Filled<DossierJson>;
export type DueDate = Filled<DueDateJson>;
export type DerivationLine = Filled<DerivationLineJson>;
export type HistoryEntry = Filled<HistoryEntryJson>;
export type Procedure = Filled<ProcedureJson>;
export type Term = Filled<TermJson>;
export type DossierFilter = DossierFilterJson;
export type DossierState = DossierStateJson;
export type DueState = DueStateJson;
export type Channel = ChannelJson;
export type Timeliness = TimelinessJson;
export type DossierPage = Filled<ListDossiersResponseJson>;
export type DossierCounts = Filled<CountDossiersResponseJson>;
export type ReceiveDossier = Filled<ReceiveDossierRequestJson>;

const service = 'lienthong.onestop.v1.OneStopService';

export const listDossiers = (message: ListDossiersRequestJson, signal?: AbortSignal): Promise<DossierPage> =>
  call(`${service}/ListDossiers`, message, signal);

export const countDossiers = (unit: string, signal?: AbortSignal): Promise<DossierCounts> =>
  call(`${service}/CountDossiers`, { unit }, signal);

export async function getDossier(unit: string, dossierId: string, signal?: AbortSignal): Promise<Dossier> {
  const answer = await call<Filled<GetDossierResponseJson>>(
    `${service}/GetDossier`,
    { unit, dossierId },
    signal,
  );
  if (!answer.dossier) throw new Error('GetDossier answered without a dossier');
  return answer.dossier;
}

export async function listProcedures(unit: string, signal?: AbortSignal): Promise<Procedure[]> {
  const answer = await call<Filled<ListProceduresResponseJson>>(
    `${service}/ListProcedures`,
    { unit },
    signal,
  );
  return answer.procedures;
}
