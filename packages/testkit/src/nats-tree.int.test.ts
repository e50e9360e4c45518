import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createAuthority, eventually, type NatsTree, startNatsTree } from './index.ts';

/** Subjects seen by a connection on a subscription, as they come. */
const watch = (connection: NatsConnection, subject: string): string[] => {
  const seen: string[] = [];
  connection.subscribe(subject, { callback: (_, message) => void seen.push(message.subject) });
  return seen;
};

describe('the link between sites', () => {
  let tree: NatsTree;
  const connections = new Map<string, NatsConnection>();
  const at = (site: string): NatsConnection => {
    const connection = connections.get(site);
    if (connection === undefined) throw new Error(`no connection at ${site}`);
    return connection;
  };

  /** Publishes until it arrives: interest takes a moment to travel. Another copy may still be on its way then. */
  const arrives = (from: string, subject: string, seen: string[]): Promise<unknown> =>
    eventually(() => {
      at(from).publish(subject, 'x');
      return seen.includes(subject);
    });

  beforeAll(async () => {
    tree = await startNatsTree([
      { id: '46' },
      { id: '482', parent: '46' },
      { id: '20116', parent: '482' },
      { id: '20125', parent: '482' },
    ]);
    await tree.linked();
    for (const id of ['46', '482', '20116', '20125'])
      connections.set(id, await connect({ ...tree.getSite(id).linkLogin, maxReconnectAttempts: -1 }));
  });
  afterAll(async () => {
    for (const connection of connections.values()) await connection.close();
    await tree.stop();
  });

  test('carries what a commune says for itself, up to its district and no further', async () => {
    const district = watch(at('482'), 'x.up.>');
    const province = watch(at('46'), 'x.up.>');
    await arrives('20116', 'x.up.20116.tallies', district);
    await arrives('482', 'x.up.482.tallies', province);
    expect(province).not.toContain('x.up.20116.tallies');
  });

  test('carries nothing that a commune says in the name of another', async () => {
    const district = watch(at('482'), '>');
    at('20125').publish('x.up.20116.forged', 'x');
    at('20125').publish('x.down.20116.forged', 'x');
    at('20125').publish('ev.onestop.dossier', 'stray');
    // What was sent after the forgeries on the same connection has arrived: so they are not on their way any more.
    await arrives('20125', 'x.up.20125.fence', district);
    expect(district.filter((subject) => /forged|^ev\./.test(subject))).toEqual([]);
  });

  test('brings a commune what is sent to it and nothing that is sent to another', async () => {
    const right = watch(at('20116'), 'x.>');
    const wrong = watch(at('20125'), 'x.>');
    const greedy = watch(at('20125'), '>');
    await arrives('482', 'x.down.20116.alerts', right);
    await arrives('482', 'x.down.20125.fence', wrong);
    expect([...wrong, ...greedy].filter((subject) => subject.includes('20116'))).toEqual([]);
  });

  test('does not let a province speak as a commune of its district', async () => {
    const district = watch(at('482'), 'x.>');
    at('46').publish('x.up.20116.forged', 'x');
    await arrives('46', 'x.down.482.fence', district);
    expect(district).not.toContain('x.up.20116.forged');
  });

  test('keeps the events of a site at the site', async () => {
    const commune = await connect(tree.getSite('20116').siteLogin);
    const district = await connect(tree.getSite('482').siteLogin);
    const seen = watch(district, '>');
    await (await jetstreamManager(commune)).streams.add({ name: 'EV', subjects: ['ev.>'] });
    expect((await jetstream(commune).publish('ev.one', 'x')).domain).toBe('20116');
    await arrives('20116', 'x.up.20116.fence', watch(at('482'), 'x.up.20116.fence'));
    expect(seen.filter((subject) => subject.startsWith('ev.'))).toEqual([]);
    await commune.close();
    await district.close();
  });

  test('stands again after the district was killed', async () => {
    await tree.getSite('482').nats.kill();
    await tree.getSite('482').nats.restart();
    await tree.linked();
    await eventually(() =>
      at('482')
        .flush()
        .then(() => true),
    );
    await arrives('20116', 'x.up.20116.again', watch(at('482'), 'x.up.20116.again'));
  });
});

describe('the credentials of a site', () => {
  let tree: NatsTree;
  const SITES = [{ id: '482' }, { id: '20116', parent: '482' }, { id: '20125', parent: '482' }];
  const refused = (): Promise<true> =>
    eventually(() => tree.getSite('482').nats.log().includes('authentication error'));
  afterEach(() => tree.stop());

  test('are refused when its parent does not know them', async () => {
    tree = await startNatsTree(SITES, { strangers: ['20116'] });
    await eventually(() => tree.getSite('20125').isLinked());
    await refused();
    expect(await tree.getSite('20116').isLinked()).toBe(false);
  });

  test('open nothing any more once they are revoked, while the others go on', async () => {
    tree = await startNatsTree(SITES);
    await tree.linked();
    await tree.revoke('20116');
    await refused();
    await eventually(async () => !(await tree.getSite('20116').isLinked()));
    expect(await tree.getSite('20125').isLinked()).toBe(true);
  });
});

describe('a link with TLS', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-link-'));
  const authority = createAuthority(directory, 'province');
  const stranger = createAuthority(directory, 'somebody').issue('20125');
  let tree: NatsTree;
  afterAll(async () => {
    await tree?.stop();
    rmSync(directory, { recursive: true });
  });

  test('carries what a site says, and a site without a certificate of the province gets no further than the handshake', async () => {
    tree = await startNatsTree(
      [
        { id: '482' },
        { id: '20116', parent: '482' },
        { id: '20125', parent: '482' },
        { id: '20128', parent: '482' },
      ],
      // One has the certificate of another authority, though it trusts the province's; one has none.
      {
        tls: (id) =>
          id === '20128'
            ? undefined
            : id === '20125'
              ? { ...stranger, ca: join(directory, 'province.pem') }
              : authority.issue(id),
      },
    );
    await eventually(() => tree.getSite('20116').isLinked());
    const commune = await connect(tree.getSite('20116').linkLogin);
    const district = await connect(tree.getSite('482').linkLogin);
    const seen = watch(district, 'x.up.>');
    await eventually(() => {
      commune.publish('x.up.20116.tallies', 'x');
      return seen.length > 0;
    });
    const log = (): string => tree.getSite('482').nats.log();
    for (const reason of ["client didn't provide a certificate", 'bad certificate'])
      await eventually(() => log().includes(`tls: ${reason}`));
    for (const id of ['20125', '20128']) expect([id, await tree.getSite(id).isLinked()]).toEqual([id, false]);
    await commune.close();
    await district.close();
  });
});

describe('D2: a link over a long line', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-line-'));
  const authority = createAuthority(directory, 'province');
  let tree: NatsTree;
  afterEach(() => tree.stop());
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each([
    ['plain', undefined],
    ['with TLS', (id: string) => authority.issue(id)],
  ])('comes up at a round trip of 1.9 s, %s', async (_how, tls) => {
    const sites = [{ id: '482' }, { id: '20116', parent: '482' }];
    tree = await startNatsTree(sites, { tls, line: () => ({ delay: 950, loss: 0 }) });
    await tree.linked();
  });
});
