import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '@lienthong/runtime';
import { createAuthority, eventually, type NatsTree, startNatsTree } from '@lienthong/testkit';
import { connect } from '@nats-io/transport-node';
import { startLineRelay } from '../src/adapters/line-relay.ts';

describe('D2: a link past the relay', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-long-line-'));
  const authority = createAuthority(directory, 'province');
  const sites = [{ id: '482' }, { id: '20116', parent: '482' }];
  const logger = createLogger('exchange', '20116', 'error');
  const relay = (port: number, parent: string) => startLineRelay('20116', { port, parent }, logger);
  let tree: NatsTree;
  afterEach(() => tree.stop());
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each([
    ['2.0 s, plain', { delay: 1_000 }, undefined],
    [
      '2.0 s and 50 kbit/s while the line is full, with TLS',
      { delay: 1_000, rate: 6_250, others: 2_500 },
      (id: string) => authority.issue(id),
    ],
  ])('comes up and carries messages both ways at a round trip of %s', async (_how, faults, tls) => {
    tree = await startNatsTree(sites, { tls, relay, line: () => ({ loss: 0, ...faults }) });
    const commune = await connect(tree.getSite('20116').linkLogin);
    const district = await connect(tree.getSite('482').linkLogin);
    const seen: string[] = [];
    for (const [connection, subject] of [
      [district, 'x.up.>'],
      [commune, 'x.down.20116.>'],
    ] as const)
      connection.subscribe(subject, { callback: (_, message) => void seen.push(message.subject) });
    await eventually(() => {
      commune.publish('x.up.20116.2', 'x');
      district.publish('x.down.20116.2', 'x');
      return seen.includes('x.up.20116.2') && seen.includes('x.down.20116.2');
    });
    expect(await tree.getSite('20116').isLinked()).toBe(true);
    // One attempt: the server did not have to try another way.
    expect(
      tree
        .getSite('20116')
        .nats.log()
        .match(/Leafnode connection created/g),
    ).toHaveLength(1);
    await commune.close();
    await district.close();
  });

  test('of a site that its parent does not know does not stand', async () => {
    tree = await startNatsTree(sites, { relay, strangers: ['20116'], line: () => ({ delay: 50, loss: 0 }) });
    await eventually(
      () =>
        tree
          .getSite('482')
          .nats.log()
          .match(/authentication error/g)?.length === 3,
    );
    const district = await connect(tree.getSite('482').linkLogin);
    const seen: string[] = [];
    district.subscribe('>', { callback: (_, message) => void seen.push(message.subject) });
    const commune = await connect(tree.getSite('20116').linkLogin);
    await eventually(() => {
      commune.publish('x.up.20116.forged', 'x');
      return (
        (tree
          .getSite('482')
          .nats.log()
          .match(/authentication error/g)?.length ?? 0) > 5
      );
    });
    expect(seen).toEqual([]);
    await commune.close();
    await district.close();
  });
});
