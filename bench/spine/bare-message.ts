import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { open, startOpenTree } from './open-tree.ts';

/**
 * The floor: a core NATS message published at the commune's server and received at the province's, over two leaf connections, nothing
 * stored. Returns the milliseconds of each message.
 */
export async function bareThreeHops(perSecond: number, count: number): Promise<number[]> {
  const tree = await startOpenTree();
  const publisher = await open(tree.commune);
  const receiver = await open(tree.province);
  const latencies: number[] = [];
  const arrived = new EventTarget();
  receiver.subscribe('bench.>', {
    callback: (_error, message) => {
      const sent = Number(message.string());
      if (sent === 0) arrived.dispatchEvent(new Event('warm'));
      else latencies.push(performance.now() - sent);
    },
  });
  await receiver.flush();
  // Interest travels over two leaf connections: the first message that arrives says it has.
  const warm = once(arrived, 'warm');
  const knocking = setInterval(() => publisher.publish('bench.x', '0'), 50);
  await warm;
  clearInterval(knocking);
  for (let sent = 0; sent < count; sent += 1) {
    publisher.publish('bench.x', String(performance.now()));
    await pause(1_000 / perSecond);
  }
  await publisher.flush();
  await publisher.close();
  await receiver.drain();
  await tree.stop();
  return latencies;
}
