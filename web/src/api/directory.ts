import type {
  BoardJson,
  ChangedSites_OpenStockJson,
  ChangedSites_RetiredSiteJson,
  ChangedSites_UnitConcernedJson,
  ChangedSitesJson,
  GetSubtreeResponseJson,
  ListSitesResponseJson,
  ListStrandedResponse_StrandedAtJson,
  ListStrandedResponseJson,
  SiteJson,
  UnitJson,
} from '../gen/lienthong/directory/v1/directory_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

export type Unit = Filled<UnitJson>;
export type Site = Filled<SiteJson>;
export type BoardLayout = Filled<BoardJson>;

/** What is open of a unit, in units of the last decimal; absent: not known. */
export type OpenStock = Omit<Filled<ChangedSites_OpenStockJson>, 'value'> & { value?: string };
/** What is not known of a unit that changes hands is absent. */
export type UnitConcerned = Omit<
  Filled<ChangedSites_UnitConcernedJson>,
  'records' | 'unconfirmed' | 'openStocks'
> & {
  records?: string;
  openStocks: OpenStock[];
  unconfirmed?: string;
};
/** Of a site that is retired; `unconfirmed` is absent where it is not known. */
export type RetiredSite = Omit<Filled<ChangedSites_RetiredSiteJson>, 'unconfirmed'> & {
  unconfirmed?: string;
};
export type ChangedSites = Omit<Filled<ChangedSitesJson>, 'units' | 'retired'> & {
  units: UnitConcerned[];
  retired?: RetiredSite;
};

/** A change of the registry of sites, as a person asks for it. Ids of sites, keys of units. */
export type SitesChange =
  /** `acceptLoss`: what a site has and nobody else holds is known to be lost, or was looked through. */
  | { action: 'hand_over'; units: readonly string[]; to: string; acceptLoss?: true }
  | { action: 'name_successor'; site: string; successor: string }
  | { action: 'retire'; site: string; acceptLoss?: true };

const service = 'lienthong.directory.v1.DirectoryService';

/** A unit and everything below it on a day (`YYYY-MM-DD`), parents before children. */
export async function getSubtree(unit: string, on: string, signal?: AbortSignal): Promise<Unit[]> {
  const answer = await call<Filled<GetSubtreeResponseJson>>(`${service}/GetSubtree`, { unit, on }, signal);
  return answer.units;
}

/** What a board shows to the caller, by role. @throws ApiFailure `BOARD_NOT_FOUND`. */
export async function getBoard(signal?: AbortSignal): Promise<BoardLayout> {
  return (await call<{ board: BoardLayout }>(`${service}/GetBoard`, {}, signal)).board;
}

/** The registry of sites as it is held here. */
export type Registry = Filled<ListSitesResponseJson>;

export const readRegistry = (signal?: AbortSignal): Promise<Registry> =>
  call<Registry>(`${service}/ListSites`, {}, signal);

/** Records that another site wrote for a unit after handing it over, and nobody holds. */
export type StrandedAt = Filled<ListStrandedResponse_StrandedAtJson>;

export async function listStranded(signal?: AbortSignal): Promise<StrandedAt[]> {
  return (await call<Filled<ListStrandedResponseJson>>(`${service}/ListStranded`, {}, signal)).stranded;
}

const methods: Record<SitesChange['action'], string> = {
  hand_over: 'HandOverUnits',
  name_successor: 'NameSuccessor',
  retire: 'RetireSite',
};

/** What a change would do (`dryRun`), or does with a reason upon the table that the dry run showed (`hash`). */
export async function changeSites(
  { action, ...change }: SitesChange,
  decision: { dryRun: true } | { reason: string; hash: string },
  signal?: AbortSignal,
): Promise<ChangedSites> {
  const message = { ...change, decision };
  const { changed } = await call<{ changed: ChangedSites }>(`${service}/${methods[action]}`, message, signal);
  return changed;
}
