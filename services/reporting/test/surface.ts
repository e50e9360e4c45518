import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import { readers, type Surface } from '../../site/test/support/surface.ts';
import { authorisation } from '../src/grpc/authorisation.ts';

/** What this service can be asked, by whom: a change here is a change of rights and is read as one. */
export const surface: Surface = {
  contracts: {
    reporting: [ReportingServiceService, authorisation],
  },
  methods: {
    'reporting.getTally': ['', readers, '', 'unit'],
    'reporting.explainTally': ['', readers, '', 'unit'],
    'reporting.compareWithOwner': ['', 'operator', '', 'unit'],
    'reporting.listUndecided': ['browser', 'operator', '', ''],
    'reporting.resolveHistory': ['browser', 'operator', '', 'unit'],
    'reporting.listLostFacts': ['browser', 'operator', '', 'unit'],
    'reporting.listDecisions': ['browser', 'operator', '', ''],
    'reporting.resolveLostFacts': ['browser', 'operator', '', 'unit'],
  },
};
