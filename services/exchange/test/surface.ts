import { ContentsServiceService, ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { any, everybody, type Surface } from '../../site/test/support/surface.ts';
import { authorisation, contentsAuthorisation } from '../src/grpc/authorisation.ts';

/** What this service can be asked, by whom: a change here is a change of rights and is read as one. */
export const surface: Surface = {
  contracts: {
    exchange: [ExchangeServiceService, authorisation],
    contents: [ContentsServiceService, contentsAuthorisation],
  },
  methods: {
    'exchange.putRecords': ['', '', any, ''],
    'exchange.listHeld': ['', '', any, ''],
    'exchange.readRecord': ['', '', any, ''],
    'exchange.watchRecords': ['', '', any, ''],
    'exchange.reportProgress': ['', '', any, ''],
    'exchange.describeUnits': ['', '', 'directory', ''],
    'exchange.ask': ['', '', any, ''],
    'exchange.serveQuestions': ['', '', any, ''],
    'exchange.listNeighbours': ['browser', everybody, any, ''],
    'exchange.checkClock': ['browser', everybody, '', ''],
    'exchange.listIncidents': ['browser', 'operator', any, ''],
    'exchange.listDecisions': ['browser', 'operator', '', ''],
    'exchange.resolveIncident': ['browser', 'operator', '', ''],
    'exchange.getConfirmation': ['browser', everybody, any, 'unit'],
    'contents.putContent': ['', '', any, ''],
    'contents.readContent': ['', '', any, ''],
    'contents.findContents': ['', '', any, ''],
    'contents.watchContents': ['', '', any, ''],
  },
};
