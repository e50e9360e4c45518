import type { LocalDay, UnitKey } from '@lienthong/domain';
import type { ServiceName } from '@lienthong/runtime';
import type { Db } from 'mongodb';
import type { LocalSite } from '../province/local-site.ts';
import type { Recount } from './recount.ts';

export interface Period {
  from: LocalDay;
  to: LocalDay;
}

/** A document of a contributor, straight from its database. */
export interface CountedDocument {
  _id: string;
}

/**
 * A service whose numbers are held against a recount: what its own documents say, counted independently of its events, of facts and of
 * tallies.
 */
export interface Contributor {
  readonly owner: ServiceName;
  /** Codes of the catalogue's counted and selected indicators of this owner: all of them. */
  readonly indicators: readonly string[];
  readDocuments(db: Db): Promise<CountedDocument[]>;
  /** @param top the site of the province, whose tables are in force. */
  recount(documents: readonly CountedDocument[], period: Period, top: LocalSite): Promise<Recount>;
  /** Ids of the stored events that count or cancel. */
  readEventIds(db: Db): Promise<string[]>;
  /** People who work with it through a day; absent: nobody but those that the day itself has. */
  openDesk?(site: LocalSite, seed: number): Desk;
}

/** Somebody at a site who works with a contributor whatever happens around, through its public contract. */
export interface Desk {
  /** One step on a business day. */
  work(today: LocalDay): Promise<void>;
  close(): void;
}

/** A day of a unit in one owner's numbers. */
export const dayName = (owner: ServiceName, unit: UnitKey, day: LocalDay): string =>
  `${owner}/${unit}/${day}`;
