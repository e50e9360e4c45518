import { createLogger } from '@lienthong/runtime';
import { createTallyReader } from './tally-reader.ts';

const logger = createLogger('operations', 's46', 'silent');
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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
    logger,
  );
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

test('a table that cannot be read ends neither the process nor the reading of the next one', async () => {
  const started: string[] = [];
  let channels = (): string[] => {
    throw new Error('no table');
  };
  const reader = createTallyReader(
    () => channels(),
    (wanted) => ({
      start: () => void started.push(wanted.join()),
      status: () => ({ connected: true, waiting: 0, failingSince: undefined }),
      stop: () => Promise.resolve(),
    }),
    logger,
  );
  reader.start();
  await settled();
  channels = () => ['a'];
  reader.channelsMayDiffer();
  await settled();
  expect(started).toEqual(['a']);
  await reader.stop();
});
