import { Refusal, refuseField } from '@lienthong/domain';
import type { App } from '../app.ts';
import type { ServiceName } from '../site-config.ts';

/**
 * The app of a service that a request names in a field.
 *
 * @throws Refusal `INVALID_FIELD` (rule `UNKNOWN`) when this process does not host it, `SERVICE_UNAVAILABLE` while it is starting.
 */
export type FindApp = (service: string, field: string) => App;

/** @param hosted the services of this process; `apps` those that are mounted. */
export function createFindApp(hosted: readonly ServiceName[], apps: ReadonlyMap<ServiceName, App>): FindApp {
  return (service, field) => {
    if (!hosted.includes(service)) refuseField(field, 'UNKNOWN', 'a service of this process is expected');
    const app = apps.get(service);
    if (!app) throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'the service is starting');
    return app;
  };
}
