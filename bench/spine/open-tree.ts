import { findFreePort } from '@lienthong/devtools/process/free-port';
import { linkCompression } from '@lienthong/site-setup';
import { type NatsServer, startNats } from '@lienthong/testkit';
import { connect, type NatsConnection } from '@nats-io/transport-node';

/** Three servers in a line joined by leaf connections without any restriction: what the broker alone can do. */
export interface OpenTree {
  commune: NatsServer;
  district: NatsServer;
  province: NatsServer;
  stop(): Promise<void>;
}

/** JetStream domains `c`, `d` and `p`; every acknowledgement is on disk, as in a province. */
export async function startOpenTree(): Promise<OpenTree> {
  const [provinceLeaf, districtLeaf] = [await findFreePort(), await findFreePort()];
  const remote = (port: number): string =>
    `remotes: [ { url: "nats-leaf://127.0.0.1:${port}" } ], reconnect: 1s, ${linkCompression}`;
  const listen = (port: number): string => `listen: "127.0.0.1:${port}", ${linkCompression}`;
  const province = await startNats({
    name: 'p',
    syncAlways: true,
    config: `leafnodes { ${listen(provinceLeaf)} }`,
  });
  const district = await startNats({
    name: 'd',
    syncAlways: true,
    config: `leafnodes { ${listen(districtLeaf)}, ${remote(provinceLeaf)} }`,
  });
  const commune = await startNats({
    name: 'c',
    syncAlways: true,
    config: `leafnodes { ${remote(districtLeaf)} }`,
  });
  return {
    commune,
    district,
    province,
    stop: async () => {
      await Promise.all([commune.stop(), district.stop(), province.stop()]);
    },
  };
}

export const open = (server: NatsServer): Promise<NatsConnection> =>
  connect({
    servers: server.url,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    waitOnFirstConnect: true,
  });
