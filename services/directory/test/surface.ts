import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { any, both, everybody, type Surface } from '../../site/test/support/surface.ts';
import { authorisation } from '../src/grpc/authorisation.ts';

/** What this service can be asked, by whom: a change here is a change of rights and is read as one. */
export const surface: Surface = {
  contracts: {
    directory: [DirectoryServiceService, authorisation('46')],
  },
  methods: {
    'directory.getUnit': [both, everybody, any, ''],
    'directory.listChildren': [both, everybody, any, ''],
    'directory.listAncestors': [both, everybody, any, ''],
    'directory.listSuccessors': [both, everybody, any, ''],
    'directory.getSubtree': [both, everybody, any, ''],
    'directory.getCalendar': [both, everybody, any, ''],
    'directory.listSites': ['browser', everybody, any, ''],
    'directory.getBoard': ['browser', everybody, '', ''],
    'directory.listStranded': ['browser', 'operator', '', ''],
    'directory.readTables': ['', '', any, ''],
    'directory.publishTable': ['browser', 'operator', '', 'top'],
    'directory.handOverUnits': ['browser', 'operator', '', 'top'],
    'directory.nameSuccessor': ['browser', 'operator', '', 'top'],
    'directory.retireSite': ['browser', 'operator', '', 'top'],
    'directory.listDecisions': ['browser', 'operator', '', 'top'],
    'directory.describeSite': ['', 'operator', '', 'top'],
  },
};
