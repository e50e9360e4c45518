import * as directory from '../gen/directory.ts';
import { call } from './call.ts';

/** A change of the registry of sites, as a person asks for it. Ids of sites, keys of units. */
export type SitesChange =
  /** `acceptLoss`: what a site has and nobody else holds is known to be lost, or was looked through. */
  | { action: 'hand_over'; units: readonly string[]; to: string; acceptLoss?: true }
  | { action: 'name_successor'; site: string; successor: string }
  | { action: 'retire'; site: string; acceptLoss?: true };

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
