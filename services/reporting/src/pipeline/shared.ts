import type { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import type { UnitKey } from '@lienthong/domain';
import type { DirectoryTables, ServiceClient, SiteNats, ServiceContext } from '@lienthong/runtime';
import type { Db } from 'mongodb';
import type { ReadCatalogue } from '../domain/catalogue.ts';

/** What the pipelines of a site share. */
export interface Shared
  extends Pick<ServiceContext, 'reach' | 'identity' | 'businessClock' | 'machineClock' | 'logger'> {
  db: Db;
  nats: SiteNats;
  tables: Pick<DirectoryTables, 'refresh'>;
  catalogue: ReadCatalogue;
  exchange: ServiceClient<typeof ExchangeServiceService>;
  /** Units whose numbers are counted at this site. */
  units: () => UnitKey[];
}
