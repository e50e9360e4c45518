import { type DescMethod, fromBinary } from '@bufbuild/protobuf';
import { type Audience, audiencesOf, findMethod } from '@lienthong/contracts/descriptors';
import { refuseField } from '@lienthong/domain';
import {
  createRawCaller,
  createRawStreamer,
  type Reach,
  type ServiceName,
  type ServiceContext,
} from '@lienthong/runtime';
import { edgeRefusal } from '../refuse.ts';

/** A method that somebody outside may call. */
export interface EdgeMethod {
  /** `/lienthong.onestop.v1.OneStopService/GetDossier`. */
  path: string;
  desc: DescMethod;
  /** The service that answers a request: its package is called so. What every process answers (`common.v1`) names it in the request. */
  serviceOf: (request: Uint8Array) => ServiceName;
}

/**
 * The method of a path, if the contract opens it to the audience. Whatever else exists is as unknown as what does not.
 * @throws Refusal `METHOD_UNKNOWN`.
 */
export function getEdgeMethod(
  path: string,
  kind: 'unary' | 'server_streaming',
  audience: Audience,
): EdgeMethod {
  const desc = findMethod(path);
  const [, , service] = /^\/(lienthong)\.(\w+)\.v\d+\./.exec(path) ?? [];
  if (!desc || !service || desc.methodKind !== kind || !audiencesOf(path).includes(audience))
    throw edgeRefusal('METHOD_UNKNOWN');
  const serviceOf = (request: Uint8Array): ServiceName =>
    service === 'common' ? serviceNamedIn(desc, request) : service;
  return { path, desc, serviceOf };
}

/** @throws Refusal `INVALID_FIELD`. */
function serviceNamedIn({ input }: DescMethod, request: Uint8Array): ServiceName {
  const { service } = fromBinary(input, request) as { service?: unknown };
  return typeof service === 'string' && service !== ''
    ? service
    : refuseField('service', 'REQUIRED', 'the name of a service of the site');
}

export interface Backends {
  /** @throws Refusal `SERVICE_NOT_HERE`. */
  caller(service: ServiceName): ReturnType<typeof createRawCaller>;
  /** @throws Refusal `SERVICE_NOT_HERE`. */
  streamer(service: ServiceName): ReturnType<typeof createRawStreamer>;
  close(): void;
}

/** Connections to the services of the site, made when first needed, one per service. */
export function createBackends({ config, reach }: Pick<ServiceContext, 'config' | 'reach'>): Backends {
  const callers = new Map<ServiceName, ReturnType<typeof createRawCaller>>();
  const streamers = new Map<ServiceName, ReturnType<typeof createRawStreamer>>();
  const once = <T>(held: Map<ServiceName, T>, service: ServiceName, make: (reach: Reach) => T): T => {
    if (!Object.hasOwn(config.services, service)) throw edgeRefusal('SERVICE_NOT_HERE');
    const found = held.get(service) ?? make(reach(service));
    held.set(service, found);
    return found;
  };
  return {
    caller: (service) => once(callers, service, createRawCaller),
    streamer: (service) => once(streamers, service, createRawStreamer),
    close() {
      for (const connection of [...callers.values(), ...streamers.values()]) connection.close();
    },
  };
}
