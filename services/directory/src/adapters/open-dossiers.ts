import {
  GroupBy,
  OperationsServiceService,
  QueryRollupRequest,
} from '@lienthong/contracts/operations/v1/operations';
import { addDays, type Hierarchy, type LocalDay, type UnitKey } from '@lienthong/domain';
import { createServiceClient, type ServiceContext } from '@lienthong/runtime';
import { directoryUnit } from '../domain/table.ts';

export interface OpenDossiers {
  /** How many dossiers of a unit are open, as this site's operations counts them; undefined: it does not know. */
  of(unit: UnitKey): Promise<number | undefined>;
  close(): void;
}

const askMs = 3_000;

export function createOpenDossiers(
  { config, identity, reach }: Pick<ServiceContext, 'config' | 'identity' | 'reach'>,
  hierarchy: () => Hierarchy,
  today: () => LocalDay,
): OpenDossiers {
  if (!config.services.operations) return { of: async () => undefined, close: () => undefined };
  const client = createServiceClient(OperationsServiceService, reach('operations'), identity);
  return {
    async of(unit) {
      const validTo = hierarchy().find(unit)?.validTo ?? '';
      const selection = {
        unit,
        from: today(),
        to: today(),
        indicators: ['pending'],
        groupBy: [GroupBy.TOTAL],
        // A day on which the unit itself is known.
        hierarchyDate: validTo !== '' && validTo <= today() ? addDays(validTo, -1) : today(),
      };
      // For the operator of the province, and nobody else comes here.
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
        const [row] = rows;
        // Nothing has come of a unit that was never complete.
        return row?.value !== undefined && (row.value > 0 || row.asOf) ? row.value : undefined;
      } catch {
        return undefined;
      }
    },
    close: () => client.close(),
  };
}
