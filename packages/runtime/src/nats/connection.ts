import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, type JetStreamClient, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from '../logger.ts';
import type { TlsFiles } from '../tls.ts';

export interface SiteNats {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
  /** Whether the server is there now. */
  isUp(): boolean;
  /** Sends what waits and closes. */
  close(): Promise<void>;
}

/** Short enough that a lost answer is asked for again soon: a time-out means "unknown", and the same id is sent again. */
const requestTimeoutMs = 2_500;

const retryMs = 250;

/**
 * Connects to the site's NATS server and stays connected for ever: the server may be away at start and come back any time.
 *
 * @param settings the account is bound to the user: `SITE` for services, `LINK` for `exchange` alone.
 * @param signal ends the waiting for a server that is away. @throws then.
 */
export async function connectNats(
  settings: { url: string; user: string; password: string; tls?: TlsFiles | undefined },
  name: string,
  logger: Logger,
  signal?: AbortSignal,
): Promise<SiteNats> {
  const options = {
    servers: settings.url,
    user: settings.user,
    pass: settings.password,
    ...(settings.tls === undefined ? {} : { tls: filesOf(settings.tls) }),
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: retryMs,
    reconnectJitter: 100,
    // Otherwise each publication takes two stack traces, for an error that it seldom has.
    noAsyncTraces: true,
    pingInterval: 20_000,
    maxPingOut: 2,
  };
  const nc = await connectOnceThere(options, logger, signal);
  let isUp = true;
  void (async () => {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect') isUp = false;
      if (status.type === 'reconnect') isUp = true;
      if (status.type === 'ping' || status.type === 'reconnecting') continue;
      logger.info({ nats: status.type }, 'the connection to NATS changed');
    }
  })();
  const js = jetstream(nc, { timeout: requestTimeoutMs });
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: requestTimeoutMs });
  return {
    nc,
    js,
    jsm,
    isUp: () => isUp && !nc.isClosed(),
    close: () => nc.drain().catch(() => nc.close()),
  };
}

/** The library's own waiting says nothing: a wrong certificate or password would look like a start that hangs. */
async function connectOnceThere(
  options: ConnectionOptions,
  logger: Logger,
  signal?: AbortSignal,
): Promise<NatsConnection> {
  for (let said = ''; ; ) {
    try {
      return await connect(options);
    } catch (error) {
      const reason = String(error);
      if (reason !== said) logger.warn({ err: error }, 'NATS does not take the connection yet');
      said = reason;
      await pause(retryMs, undefined, { signal });
    }
  }
}

/** With these a server that offers no TLS is refused, too. */
const filesOf = ({ ca, certificate, key }: TlsFiles) => ({ caFile: ca, certFile: certificate, keyFile: key });
