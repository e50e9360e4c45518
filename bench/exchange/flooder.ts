import { connect } from '@nats-io/transport-node';
import { encodeMessage } from '../../services/exchange/src/adapters/link-codec.ts';

/** What the flooder is told: the login of its site's link, the site, and how many hellos it says, as fast as the server takes them. */
export interface Flood {
  servers: string;
  user: string;
  pass: string;
  site: string;
  hellos: number;
}

const together = 500;

process.once('message', (flood: Flood) => void say(flood));

async function say({ servers, user, pass, site, hellos }: Flood): Promise<void> {
  const connection = await connect({ servers, user, pass });
  const hello = encodeMessage({
    kind: 'hello',
    site,
    fresh: false,
    silent: [],
    below: undefined,
    heard: [],
    instance: 'one',
    twins: [],
    sentAt: 0,
  });
  for (let sent = 0; sent < hellos; sent += 1) {
    connection.publish(`x.up.${site}.1`, hello);
    if (sent % together === 0) await connection.flush();
  }
  await connection.flush();
  process.send?.(hellos * hello.length);
}
