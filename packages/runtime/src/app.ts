import type { ServiceName } from './site-config.ts';
import type { GrpcServer } from './grpc/server.ts';

/** What a part of the process reports of itself: what it needs to do its own work, and what is missing. */
export interface Health {
  ready: boolean;
  /** Why it is not ready, or what a person should look at although it is. An uplink that is down is neither: a site works alone. */
  problems: string[];
}

/** One service, ready to be hosted: alone in its process or with others in one. */
export interface App {
  readonly service: ServiceName;
  /** Adds its gRPC services before the server listens. */
  mount(server: GrpcServer): void;
  /** Starts after the server listens; resolves when it works. */
  start(): Promise<void>;
  /** Lets go of calls to this process that would otherwise keep the gRPC server from stopping, e.g. streams held for browsers. */
  letGo?(): void;
  /** Takes no new work, finishes what is in flight, closes what it opened. Idempotent. */
  stop(): Promise<void>;
  health(): Health | Promise<Health>;
}
