import type {
  ContentsServiceService,
  ExchangeServiceService,
} from '@lienthong/contracts/exchange/v1/exchange';
import { type AuthorisationTable, roles, serviceNames } from '@lienthong/runtime';

/** Records are the services' own affair; people see how the links stand, operators what happened to records. */
export const authorisation: AuthorisationTable<typeof ExchangeServiceService> = {
  putRecords: { services: serviceNames },
  listHeld: { services: serviceNames },
  readRecord: { services: serviceNames },
  watchRecords: { services: serviceNames },
  reportProgress: { services: serviceNames },
  describeUnits: { services: ['directory'] },
  ask: { services: serviceNames },
  serveQuestions: { services: serviceNames },
  listNeighbours: { roles, services: serviceNames },
  checkClock: { roles },
  listIncidents: { roles: ['operator'], services: serviceNames },
  listDecisions: { roles: ['operator'] },
  resolveIncident: { roles: ['operator'] },
  getConfirmation: { roles, services: serviceNames, unit: ({ key }) => key?.unit ?? '' },
};

/** Bytes are the services' own affair: who may see a record, and so its content, the service knows that owns or shows it. */
export const contentsAuthorisation: AuthorisationTable<typeof ContentsServiceService> = {
  putContent: { services: serviceNames },
  readContent: { services: serviceNames },
  findContents: { services: serviceNames },
  watchContents: { services: serviceNames },
};
