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

/** A change of the registry of sites, as a person asks for it. Ids of sites, keys of units. */
export type SitesChange =
  /** `acceptLoss`: what a site has and nobody else holds is known to be lost, or was looked through. */
  | { action: 'hand_over'; units: readonly string[]; to: string; acceptLoss?: true }
  | { action: 'name_successor'; site: string; successor: string }
  | { action: 'retire'; site: string; acceptLoss?: true };

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

/** What a change would do (`dryRun`), or does with a reason upon the table that the dry run showed (`hash`). */
export async function changeSites(
  change: SitesChange,
  decision: { dryRun: true } | { reason: string; hash: string },
  signal?: AbortSignal,
): Promise<directory.ChangedSites> {
  const { changed } = await askFor(change, decision, signal);
  if (!changed) throw new Error('a change of sites was answered without what it does');
  return changed;
}

function askFor(change: SitesChange, decision: object, signal?: AbortSignal) {
  const message = { ...change, decision };
  switch (message.action) {
    case 'hand_over':
      return call(directory.handOverUnits, message, signal);
    case 'name_successor':
      return call(directory.nameSuccessor, message, signal);
    case 'retire':
      return call(directory.retireSite, message, signal);
  }
}
