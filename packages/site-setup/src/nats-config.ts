import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TlsFiles } from '@lienthong/runtime';
import { createUser } from '@nats-io/nkeys';

/** The key with which a site signs in at its parent. The parent knows the public half only. */
export type LinkKey = { publicKey: string; seed: string };

/** The three ways into a site's server: the operator's, the services', and `exchange`'s to the link. */
export type NatsPasswords = { system: string; site: string; link: string };

export type NatsSite = {
  /** Lower-case letters, digits and dashes: it becomes a subject token, the server's name and the JetStream domain. */
  id: string;
  /** The site above; none at the root. */
  parent?: string;
  /**
   * All on the loopback. `leaf` is where children connect: needed as soon as there is one. `relay` is where the site's own `exchange`
   * passes its line to the parent on, if that is a long one.
   */
  ports: {
    client: number;
    leaf?: number;
    /** Tells everybody on the machine who is connected, and any web page opened there: never in production. */
    monitor?: number;
    relay?: number;
  };
  storeDirectory: string;
  passwords: NatsPasswords;
  /** Needed when the site has a parent. */
  linkKey?: LinkKey;
  /** Clients and both ends of the link speak TLS with these files; plain without. */
  tls?: TlsFiles | undefined;
};

/** User names; the passwords are the site's. */
export const NATS_USERS = { system: 'sys', site: 'site', link: 'exchange' } as const;

/** What a site may send to its parent, and what it may receive from there: nothing else crosses the link. */
export const linkSubjects = (site: string): { up: string; down: string } => ({
  up: `x.up.${site}.>`,
  down: `x.down.${site}.>`,
});

/** A new key pair for a site's link. */
export const createLinkKey = (): LinkKey => {
  const pair = createUser();
  return { publicKey: pair.getPublicKey(), seed: new TextDecoder().decode(pair.getSeed()) };
};

type NatsLogin = {
  servers: string;
  user: string;
  pass: string;
  tls?: { caFile: string; certFile: string; keyFile: string };
};

const clientTls = ({ tls }: NatsSite): Pick<NatsLogin, 'tls'> =>
  tls === undefined ? {} : { tls: { caFile: tls.ca, certFile: tls.certificate, keyFile: tls.key } };

/** Connection options of the NATS client for the services of a site (account SITE). */
export const siteLogin = (site: NatsSite): NatsLogin => ({
  ...clientTls(site),
  servers: `127.0.0.1:${site.ports.client}`,
  user: NATS_USERS.site,
  pass: site.passwords.site,
});

/** Connection options of the NATS client for `exchange` at a site (account LINK). */
export const linkLogin = (site: NatsSite): NatsLogin => ({
  ...clientTls(site),
  servers: `127.0.0.1:${site.ports.client}`,
  user: NATS_USERS.link,
  pass: site.passwords.link,
});

const quote = (text: string): string => JSON.stringify(text);

/** Each key and password opens the port that it is for, and no other. */
const onlyBy = (type: 'STANDARD' | 'LEAFNODE'): string => `allowed_connection_types: ["${type}"]`;

const userOf = (user: string, password: string): string =>
  `{ user: ${quote(user)}, password: ${quote(password)}, ${onlyBy('STANDARD')} }`;

const childUser = (child: NatsSite): string => {
  if (child.linkKey === undefined) throw new Error(`site ${child.id} has a parent and no link key`);
  const { up, down } = linkSubjects(child.id);
  return `{ nkey: ${quote(child.linkKey.publicKey)}, ${onlyBy('LEAFNODE')}, permissions: {
        publish: { allow: [${quote(up)}] }, subscribe: { allow: [${quote(down)}] } } }`;
};

const accounts = (site: NatsSite, children: readonly NatsSite[]): string => `accounts {
  SYS: { users: [ ${userOf(NATS_USERS.system, site.passwords.system)} ] }
  SITE: { jetstream: enabled, users: [ ${userOf(NATS_USERS.site, site.passwords.site)} ] }
  # The link's own account: no event of SITE can leave, even if an allow list is wrong.
  LINK: { users: [
      ${[userOf(NATS_USERS.link, site.passwords.link), ...children.map(childUser)].join('\n      ')}
  ] }
}
system_account: SYS`;

/**
 * How long each step of making a link may take. A step is up to two round trips, and on a full line of 50 kbit/s a certificate alone
 * takes a second; the server's own limits are 1 s and 2 s. Seconds.
 */
const handshakeSeconds = 15;
/**
 * A line that turns slow has to carry what was measured for a fast one; the server's own 10 s would cut it again and again. As long as
 * a dead link may stand (below).
 */
const writeSeconds = 60;

/**
 * By the line's round trip, as the server measures it: the best compression of each small message costs a server as much CPU as all that a
 * site's services do with it. A line that is slow or full is compressed best; a zero leaves out "not at all".
 */
export const linkCompression = 'compression: { mode: s2_auto, rtt_thresholds: [ 0s, 20ms, 100ms ] }';

const tlsBlock = ({ ca, certificate, key }: TlsFiles, more = ''): string =>
  `tls { ca_file: ${quote(ca)}, cert_file: ${quote(certificate)}, key_file: ${quote(key)}${more} }`;

const listener = (site: NatsSite, children: readonly NatsSite[]): string[] => {
  if (children.length === 0) return [];
  if (site.ports.leaf === undefined) throw new Error(`site ${site.id} has children and no leaf port`);
  return [
    `listen: "127.0.0.1:${site.ports.leaf}"`,
    // A child comes by the address in its own configuration alone: past a proxy or a NAT, the advertised one is another way in or none.
    'no_advertise: true',
    linkCompression,
    'isolate_leafnode_interest: true',
    `authorization { timeout: ${handshakeSeconds} }`,
    // The port faces other offices: who has no certificate of the authority gets no further than the handshake.
    ...(site.tls === undefined ? [] : [tlsBlock(site.tls, `, verify: true, timeout: ${handshakeSeconds}`)]),
  ];
};

const remote = (site: NatsSite, parent: NatsSite | undefined): string[] => {
  if (parent === undefined) return [];
  if (parent.ports.leaf === undefined) throw new Error(`site ${parent.id} has children and no leaf port`);
  if (site.linkKey === undefined) throw new Error(`site ${site.id} has a parent and no link key`);
  // Past the relay first. The parent's own address says which name its certificate has to bear.
  const ports = [site.ports.relay, parent.ports.leaf].filter((port) => port !== undefined);
  const urls = ports.map((port) => quote(`nats-leaf://127.0.0.1:${port}`)).join(', ');
  return [
    'reconnect: 1s',
    `remotes: [ {
      urls: [ ${urls} ], no_randomize: true, account: LINK, ${linkCompression}
      dial_timeout: "${handshakeSeconds}s", first_info_timeout: "${handshakeSeconds}s"
      nkey: ${quote(site.linkKey.seed)}${site.tls === undefined ? '' : `\n      ${tlsBlock(site.tls, `, timeout: ${handshakeSeconds}`)}`}
    } ]`,
  ];
};

/**
 * The configuration of one site's NATS server: its own JetStream domain with an fsync per acknowledgement, the accounts
 * SYS, SITE and LINK, a leaf listener when it has children, a leaf connection to its parent. Everything on the loopback.
 */
export const natsConfig = (site: NatsSite, sites: readonly NatsSite[]): string => {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(site.id))
    throw new Error(`a site's id is lower-case and without dots, not "${site.id}"`);
  const children = sites.filter(({ parent }) => parent === site.id);
  const parent = sites.find(({ id }) => id === site.parent);
  if (site.parent !== undefined && parent === undefined)
    throw new Error(`site ${site.id} has the unknown parent ${site.parent}`);
  const ends = [...listener(site, children), ...remote(site, parent)];
  const leafnodes = ends.length === 0 ? [] : [...ends, `write_deadline: "${writeSeconds}s"`];
  return [
    `server_name: ${quote(`site-${site.id}`)}`,
    `listen: "127.0.0.1:${site.ports.client}"`,
    ...(site.tls === undefined ? [] : [tlsBlock(site.tls, ', verify: true')]),
    ...(site.ports.monitor === undefined ? [] : [`http: "127.0.0.1:${site.ports.monitor}"`]),
    // A dead link is noticed within a minute; shorter pings cut a slow one while it is busy.
    'ping_interval: 20s',
    'ping_max: 2',
    'jetstream {',
    `  store_dir: ${quote(site.storeDirectory)}`,
    `  domain: ${quote(site.id)}`,
    '  # Without it an acknowledgement is on disk two minutes later.',
    '  sync_interval: always',
    '}',
    ...(leafnodes.length === 0 ? [] : [`leafnodes {\n  ${leafnodes.join('\n  ')}\n}`]),
    accounts(site, children),
    '',
  ].join('\n');
};

/** Writes a site's configuration, readable for its owner only: it holds the site's secrets. */
export const writeNatsConfig = async (
  path: string,
  site: NatsSite,
  sites: readonly NatsSite[],
): Promise<void> => {
  const text = natsConfig(site, sites);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode: 0o600 });
  await chmod(path, 0o600);
};
