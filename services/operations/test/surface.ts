import { OperationsServiceService } from '@lienthong/contracts/operations/v1/operations';
import { both, readers, type Surface } from '../../site/test/support/surface.ts';
import { authorisation } from '../src/grpc/authorisation.ts';

/** What this service can be asked, by whom: a change here is a change of rights and is read as one. */
export const surface: Surface = {
  contracts: {
    operations: [OperationsServiceService, authorisation],
  },
  methods: {
    'operations.queryRollup': [both, readers, '', 'unit'],
    'operations.watchRollup': [both, readers, '', 'unit'],
    'operations.listFreshness': [both, readers, '', 'unit'],
    'operations.listIndicators': [both, readers, '', ''],
    'operations.explainNumber': [both, readers, '', 'unit'],
  },
};
