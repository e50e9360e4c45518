import { jetstream, type JetStreamClient, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from '@lienthong/runtime';

export interface SiteNats {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
  /** Sends what waits and closes. */
  close(): Promise<void>;
}

/** Short enough that a lost answer is asked for again soon: a time-out means "unknown", and the same id is sent again. */
export const requestTimeoutMs = 2_500;

/**
 * Connects to the site's NATS server and stays connected for ever: the server may be away at start and come back any time.
 *
 * @param user the account is bound to the user: `SITE` for services, `LINK` for `exchange` alone.
 */
export async function connectNats(
  settings: { url: string; user: string; password: string },
  name: string,
  logger: Logger,
): Promise<SiteNats> {
  const nc = await connect({
    servers: settings.url,
    user: settings.user,
    pass: settings.password,
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    waitOnFirstConnect: true,
    pingInterval: 20_000,
    maxPingOut: 2,
  });
  void (async () => {
    for await (const status of nc.status()) {
      if (status.type === 'ping' || status.type === 'reconnecting') continue;
      logger.info({ nats: status.type }, 'the connection to NATS changed');
    }
  })();
  const js = jetstream(nc, { timeout: requestTimeoutMs });
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: requestTimeoutMs });
  return { nc, js, jsm, close: () => nc.drain().catch(() => nc.close()) };
}
