import type { NatsSite } from '@lienthong/site-setup';
import { connect } from '@nats-io/transport-node';

type Leafz = { server_id: string; leafs?: Array<{ id: number; name: string }> };

const askLeaves = async (site: NatsSite): Promise<Leafz> =>
  (await (await fetch(`http://127.0.0.1:${site.ports.monitor}/leafz`)).json()) as Leafz;

/** Whether the site's server has a leaf connection with the other's, as it says itself. */
export const hasLeafConnection = async (site: NatsSite, other: string): Promise<boolean> => {
  const { leafs = [] } = await askLeaves(site);
  return leafs.some(({ name }) => name === `site-${other}`);
};

/**
 * Cuts the leaf connection of another site, by the system account. A reload alone refuses new connections of a removed
 * key, and leaves a standing one as it is (2.15.1; with account tokens the reload cuts it).
 */
export const cutLeafConnection = async (site: NatsSite, other: string): Promise<void> => {
  const { server_id, leafs = [] } = await askLeaves(site);
  const leaf = leafs.find(({ name }) => name === `site-${other}`);
  if (leaf === undefined) return;
  const connection = await connect({
    servers: `127.0.0.1:${site.ports.client}`,
    user: 'sys',
    pass: site.passwords.system,
  });
  await connection.request(`$SYS.REQ.SERVER.${server_id}.KICK`, JSON.stringify({ cid: leaf.id }), {
    timeout: 5_000,
  });
  await connection.close();
};
