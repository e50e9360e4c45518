import type { DeadLetterJson } from '../gen/lienthong/common/v1/dead_letter_pb.ts';
import type {
  ListDeadLettersResponseJson,
  RetryDeadLetterResponseJson,
} from '../gen/lienthong/reporting/v1/reporting_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

/** The services that set aside what they cannot use, each with methods of the same shape. */
const services = {
  reporting: 'lienthong.reporting.v1.ReportingService',
  operations: 'lienthong.operations.v1.OperationsService',
  directory: 'lienthong.directory.v1.DirectoryService',
} as const;
type SettingAside = keyof typeof services;

/** An event or record that a service could not use, and which service. */
export type DeadLetter = Filled<DeadLetterJson> & { service: SettingAside };

/** Of all services of a site that set things aside. */
export async function listDeadLetters(
  siteServices: readonly string[],
  signal?: AbortSignal,
): Promise<DeadLetter[]> {
  const asked = (Object.keys(services) as SettingAside[]).filter((one) => siteServices.includes(one));
  const answers = await Promise.all(
    asked.map(async (service) => {
      const path = `${services[service]}/ListDeadLetters`;
      const { deadLetters } = await call<Filled<ListDeadLettersResponseJson>>(path, {}, signal);
      return deadLetters.map((letter) => ({ ...letter, service }));
    }),
  );
  return answers.flat();
}

/** Tries it again: gone, or the reason why not. */
export const retryDeadLetter = ({
  service,
  id,
}: Pick<DeadLetter, 'service' | 'id'>): Promise<Filled<RetryDeadLetterResponseJson>> =>
  call(`${services[service]}/RetryDeadLetter`, { id });
