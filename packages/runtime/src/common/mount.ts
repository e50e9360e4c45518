import { EventsServiceService } from '@lienthong/contracts/common/v1/events';
import { DeadLetterServiceService } from '@lienthong/contracts/common/v1/dead_letter';
import type { UnitKey } from '@lienthong/domain';
import type { Jurisdiction } from '../calls/call.ts';
import type { GrpcServer } from '../grpc/server.ts';
import { createDeadLetterHandlers, deadLetterAuthorisation } from './dead-letter-service.ts';
import { createEventsHandlers, eventsAuthorisation } from './events-service.ts';
import type { FindApp } from './find-app.ts';

/**
 * The services of `common.v1`: each process answers them once, for all that it hosts.
 *
 * @param units those of this site.
 */
export function mountCommon(
  server: GrpcServer,
  find: FindApp,
  jurisdiction: Jurisdiction,
  units: () => readonly UnitKey[],
): void {
  server.mount(EventsServiceService, createEventsHandlers(find), eventsAuthorisation, jurisdiction);
  server.mount(
    DeadLetterServiceService,
    createDeadLetterHandlers(find, jurisdiction, units),
    deadLetterAuthorisation,
    jurisdiction,
  );
}
