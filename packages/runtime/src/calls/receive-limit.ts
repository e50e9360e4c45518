import { audiencesOf } from '@lienthong/contracts/descriptors';

/** What services send each other, records and parts of contents; and a table that an operator publishes. */
const large = 4 * 1_024 * 1_024;
/** What people and other systems send; the HTTP edge takes as much. */
const ofOthers = 256 * 1_024;

/** Its table is as large as its province. */
const publishesTable = '/lienthong.directory.v1.DirectoryService/PublishTable';

/** How many bytes a request of a method may have, by whichever way it comes. */
export const receiveLimitOf = (path: string): number =>
  path !== publishesTable && (audiencesOf(path).length > 0 || path.startsWith('/grpc.health.'))
    ? ofOthers
    : large;
