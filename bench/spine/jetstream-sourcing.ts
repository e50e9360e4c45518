import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { once } from 'node:events';
import { open, startOpenTree } from './open-tree.ts';

/** Seconds after the province's server is up again until the first and the last message published while it was down are there. */
export interface CatchUp {
  first: number;
  last: number;
}

/**
 * The alternative to exchange: a stream at each of three servers, each sourcing the one below. The province's server is killed, `count`
 * messages are published at the commune, the server starts again.
 */
export async function jetstreamSourcing(count: number): Promise<CatchUp> {
  const tree = await startOpenTree();
  const [commune, district, province] = await Promise.all([
    open(tree.commune),
    open(tree.district),
    open(tree.province),
  ]);
  const below = async (
    connection: typeof commune,
    name: string,
    source?: { name: string; domain: string },
  ) => {
    const manager = await jetstreamManager(connection);
    await manager.streams.add(source ? { name, sources: [source] } : { name, subjects: ['n.>'] });
  };
  await below(commune, 'C');
  await below(district, 'D', { name: 'C', domain: 'c' });
  await below(province, 'P', { name: 'D', domain: 'd' });
  const publisher = jetstream(commune);
  await publisher.publish('n.before', '0');
  const upstairs = await jetstreamManager(province);
  const held = async (): Promise<number> =>
    upstairs.streams.info('P').then(
      (info) => info.state.messages,
      () => 0,
    );
  const until = async (wanted: number): Promise<void> => {
    const deadline = performance.now() + 120_000;
    while ((await held()) < wanted) {
      if (performance.now() > deadline)
        throw new Error(`sourcing brought fewer than ${wanted} messages in 120 s`);
      await once(AbortSignal.timeout(20), 'abort');
    }
  };
  await until(1);
  await tree.province.kill();
  await Promise.all(Array.from({ length: count }, (_, n) => publisher.publish('n.while', String(n))));
  await tree.province.restart();
  const up = performance.now();
  await until(2);
  const first = (performance.now() - up) / 1_000;
  await until(count + 1);
  const last = (performance.now() - up) / 1_000;
  await Promise.all([commune.close(), district.close(), province.close()]);
  await tree.stop();
  return { first, last };
}
