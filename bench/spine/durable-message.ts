import { setTimeout as pause } from 'node:timers/promises';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type Collection, MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { open, startOpenTree } from './open-tree.ts';

type Thing = { _id: string };

/**
 * What the promise costs without any code of the product: an event on a stream, and one durable write at each step that may not forget it
 * (facts with their tally, the record at the commune, at the district, at the province), in turn, over two leaf connections. Each message
 * goes by itself. Returns the milliseconds of each message.
 *
 * @param engines the databases of commune, district and province
 */
export async function durableThreeHops(
  engines: readonly [string, string, string],
  perSecond: number,
  count: number,
): Promise<number[]> {
  const tree = await startOpenTree();
  const [below, between, above] = await Promise.all([tree.commune, tree.district, tree.province].map(open));
  if (!below || !between || !above) throw new Error('three servers');
  const clients = engines.map(
    (uri) => new MongoClient(uri, { writeConcern: { w: 'majority', journal: true }, retryWrites: false }),
  );
  const [commune, district, province] = clients.map((one) =>
    one.db('bench_floor').collection<Thing>('things'),
  );
  if (!commune || !district || !province) throw new Error('three databases');
  const write = (things: Collection<Thing>): Promise<unknown> =>
    things.insertOne({ _id: uuid(), text: 'x'.repeat(1_500) } as Thing);
  const latencies: number[] = [];

  const manager = await jetstreamManager(below);
  await manager.streams.add({ name: 'FLOOR', subjects: ['floor.event'] });
  await manager.consumers.add('FLOOR', { durable_name: 'floor', ack_policy: AckPolicy.Explicit });
  above.subscribe('floor.up.province', {
    callback: (_error, message) =>
      void write(province).then(() => {
        const sent = Number(message.string());
        if (sent > 0) latencies.push(performance.now() - sent);
      }),
  });
  between.subscribe('floor.up.district', {
    callback: (_error, message) =>
      void write(district).then(() => between.publish('floor.up.province', message.data)),
  });
  await Promise.all([above.flush(), between.flush()]);
  const stream = jetstream(below);
  const events = await (await stream.consumers.get('FLOOR', 'floor')).consume({
    callback: (message) =>
      void write(commune)
        .then(() => write(commune))
        .then(() => {
          below.publish('floor.up.district', message.data);
          message.ack();
        }),
  });

  // Interest travels over the leaf connections, and connections and collections are made at the first use.
  for (let n = 0; n < 50; n += 1) {
    await stream.publish('floor.event', '0');
    await pause(20);
  }
  for (let n = 0; n < count; n += 1) {
    void stream.publish('floor.event', String(performance.now()));
    await pause(1_000 / perSecond);
  }
  while (latencies.length < count) await pause(20);
  await events.close();
  await Promise.all([below, between, above, ...clients].map((one) => one.close()));
  await tree.stop();
  return latencies;
}
