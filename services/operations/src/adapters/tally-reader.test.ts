import { createTallyReader } from './tally-reader.ts';

test('a table that names other channels ends what is read and begins anew; the same ones change nothing', async () => {
  const log: string[] = [];
  let channels = ['a'];
  const reader = createTallyReader(
    () => channels,
    (wanted) => ({
      start: () => void log.push(`start ${wanted.join()}`),
      status: () => ({ connected: true, waiting: 0, failingSince: undefined }),
      stop: async () => void log.push(`stop ${wanted.join()}`),
    }),
  );
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  reader.start();
  await settled();
  for (const next of [['a'], ['b', 'a'], ['a', 'b']]) {
    channels = next;
    reader.channelsMayDiffer();
    await settled();
  }
  await reader.stop();
  reader.channelsMayDiffer();
  await settled();
  expect(log).toEqual(['start a', 'stop a', 'start a,b', 'stop a,b']);
});
