import * as directory from '../gen/directory.ts';
import { call } from './call.ts';

export type {
  Board as BoardLayout,
  ChangedSites,
  ChangedSites_OpenStock as OpenStock,
  ChangedSites_RetiredSite as RetiredSite,
  ChangedSites_UnitConcerned as UnitConcerned,
  ListSitesResponse as Registry,
  ListStrandedResponse_StrandedAt as StrandedAt,
  Site,
  Unit,
} from '../gen/directory.ts';

/** A unit and everything below it on a day (`YYYY-MM-DD`), parents before children. */
export async function getSubtree(unit: string, on: string, signal?: AbortSignal): Promise<directory.Unit[]> {
  return (await call(directory.getSubtree, { unit, on }, signal)).units;
}

/** What a board shows to the caller, by role. @throws ApiFailure `BOARD_NOT_FOUND`. */
export async function getBoard(signal?: AbortSignal): Promise<directory.Board> {
  const { board } = await call(directory.getBoard, {}, signal);
  if (!board) throw new Error('GetBoard answered without a board');
  return board;
}

/** The registry of sites as it is held here. */
export const readRegistry = (signal?: AbortSignal): Promise<directory.ListSitesResponse> =>
  call(directory.listSites, {}, signal);

/** Records that another site wrote for a unit after handing it over, and nobody holds. */
export async function listStranded(
  signal?: AbortSignal,
): Promise<directory.ListStrandedResponse_StrandedAt[]> {
  return (await call(directory.listStranded, {}, signal)).stranded;
}
