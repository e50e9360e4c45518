export type { App, DeadLetterSource, Health, OwnedEvents, WaitingLetter } from './app.ts';
export type { CallContext, Handlers, Jurisdiction } from './calls/call.ts';
export {
  type CallSettings,
  createRawCaller,
  createRawStreamer,
  createServiceClient,
  type Duplex,
  type RawCaller,
  type Reach,
  type ServiceClient,
} from './calls/client.ts';
export { createQuota, type Quota, tooBusy } from './calls/quota.ts';
export { createTurns, type TurnLimits, type Turns } from './calls/turns.ts';
export {
  type BusinessClock,
  type ClockShift,
  clockShift,
  type MachineClock,
  machineClock,
} from './clocks.ts';
export { deadLetterAuthorisation, newestLetters, refuseUnknownLetter } from './common/dead-letter-service.ts';
export { eventsAuthorisation } from './common/events-service.ts';
export { createDatabases, type Database, type Databases, isDuplicateKey } from './database.ts';
export {
  type DirectoryTables,
  findRegisteredSites,
  type TableContents,
  type TableName,
  type UnitsTable,
} from './directory-tables.ts';
export type { Endpoint } from './grpc/endpoint.ts';
export { createGrpcServer, type GrpcServer } from './grpc/server.ts';
export { type Host, hostServices, serviceContextOf } from './host.ts';
export { type Authenticator, createAuthenticator } from './identity/authenticator.ts';
export { type AuthorisationTable, authorise, maySee, type Rule, rightsOf } from './identity/authorise.ts';
export { type EndedRights, endedRightsFile, openEndedRights } from './identity/ended-rights.ts';
export { createPersonTokenVerifier, type PersonTokenSettings } from './identity/person-token.ts';
export type { CallingService, IntegratingSystem, Person, Principal, Role } from './identity/principal.ts';
export { roles, subjectOf } from './identity/principal.ts';
export {
  createServiceIdentity,
  type ServiceIdentity,
} from './identity/service-token.ts';
export { loadSiteConfig } from './load-site-config.ts';
export { createLogger, type Logger } from './logger.ts';
export { connectNats, type SiteNats } from './nats/connection.ts';
export { eventStream, isNotFound, provisionSite } from './nats/topology.ts';
export { ownedUnits } from './owned-units.ts';
export { createPeriodicTask, type PeriodicTask } from './periodic-task.ts';
export { createProcessParts } from './process-parts.ts';
export { refusedPlain } from './production.ts';
export { refusedInserts } from './refused-inserts.ts';
export { runServices } from './run-services.ts';
export {
  type CreateApp,
  type Durable,
  defineService,
  gatherServices,
  type Service,
  type ServiceContext,
  type Services,
} from './service.ts';
export {
  address,
  type DatabaseUser,
  endpointOf,
  type RegisteredSite,
  type ServiceName,
  type SiteConfig,
} from './site-config.ts';
export { askedOnce, counter, gauge, histogram, upDownCounter } from './telemetry/instruments.ts';
export { contextOf, currentTraceparent, inSpan, type SpanOptions } from './telemetry/spans.ts';
export { type SpanLine, startTelemetry } from './telemetry/telemetry.ts';
export { readTls, type TlsFiles } from './tls.ts';
