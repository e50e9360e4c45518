import type {
  ContentsServiceService,
  ExchangeServiceService,
} from '@lienthong/contracts/exchange/v1/exchange';
import { type AuthorisationTable, roles } from '@lienthong/runtime';

/** Records are the services' own affair; people see how the links stand, operators what happened to records. */
export const authorisation: AuthorisationTable<typeof ExchangeServiceService> = {
  putRecords: { services: 'any' },
  listHeld: { services: 'any' },
  readRecord: { services: 'any' },
  watchRecords: { services: 'any' },
  reportProgress: { services: 'any' },
  describeUnits: { services: ['directory'] },
  ask: { services: 'any' },
  serveQuestions: { services: 'any' },
  listNeighbours: { roles, services: 'any' },
  checkClock: { roles },
  listIncidents: { roles: ['operator'], services: 'any' },
  listDecisions: { roles: ['operator'] },
  resolveIncident: { roles: ['operator'] },
  getConfirmation: { roles, services: 'any', unit: ({ key }) => key?.unit ?? '' },
};

/** Bytes are the services' own affair: who may see a record, and so its content, the service knows that owns or shows it. */
export const contentsAuthorisation: AuthorisationTable<typeof ContentsServiceService> = {
  putContent: { services: 'any' },
  readContent: { services: 'any' },
  findContents: { services: 'any' },
  watchContents: { services: 'any' },
};
