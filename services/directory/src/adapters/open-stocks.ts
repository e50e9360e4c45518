import {
  GroupBy,
  OperationsServiceService,
  QueryRollupRequest,
} from '@lienthong/contracts/operations/v1/operations';
import { addDays, type Hierarchy, type LocalDay, type UnitKey } from '@lienthong/domain';
import type { CatalogueTable } from '@lienthong/indicators';
import { createServiceClient, type ServiceContext } from '@lienthong/runtime';
import { type OpenStock, openStocks } from '../domain/open-stocks.ts';
import { directoryUnit } from '../domain/table.ts';

export interface AskOpenStocks {
  /** What is open of a unit, as this site's operations counts it; a value that it does not know is undefined. */
  of(unit: UnitKey): Promise<OpenStock[]>;
  close(): void;
}

const askMs = 3_000;

export function createAskOpenStocks(
  { config, identity, reach }: Pick<ServiceContext, 'config' | 'identity' | 'reach'>,
  directory: {
    hierarchy(): Hierarchy;
    indicators(): CatalogueTable | undefined;
    today(): LocalDay;
  },
): AskOpenStocks {
  const unknown = (): OpenStock[] => openStocks(directory.indicators(), directory.today());
  if (!config.services.operations) return { of: async () => unknown(), close: () => undefined };
  const client = createServiceClient(OperationsServiceService, reach('operations'), identity);
  return {
    async of(unit) {
      const today = directory.today();
      const indicators = unknown().map(({ indicator }) => indicator);
      if (indicators.length === 0) return [];
      const validTo = directory.hierarchy().find(unit)?.validTo ?? '';
      const selection = {
        unit,
        from: today,
        to: today,
        indicators,
        groupBy: [GroupBy.TOTAL],
        // A unit that has ended is asked for on its last day: the hierarchy of a later day does not have it.
        hierarchyDate: validTo !== '' && validTo <= today ? addDays(validTo, -1) : today,
      };
      // The call may see the whole province, because only the operator of the province gets here.
      const onBehalfOf = {
        subject: 'directory',
        roles: ['operator' as const],
        units: [directoryUnit(config.province)],
      };
      try {
        const { rows } = await client.queryRollup(QueryRollupRequest.create({ selection }), {
          onBehalfOf,
          timeoutMs: askMs,
        });
        return openStocks(directory.indicators(), today, rows);
      } catch {
        return unknown();
      }
    },
    close: () => client.close(),
  };
}
