import { jest } from '@jest/globals';
import { createLogger } from '@lienthong/runtime';
import type { ContentStore } from '../src/adapters/content-store.ts';
import { createContentSweep } from '../src/adapters/content-sweep.ts';

const hour = 3_600_000;
let looks = 0;
const sweep = createContentSweep({
  contents: {
    look: async () => {
      looks += 1;
      return [];
    },
  } as Partial<ContentStore> as ContentStore,
  records: {
    forgetEvidence: async () => 0,
    contentsIn: async () => ({ present: new Set(), evidence: new Set() }),
    withContent: async () => [],
  },
  runner: () => {
    throw new Error('there is no record');
  },
  logger: createLogger('test', 'test', 'fatal'),
});
/** Whether anything was looked at within an hour by the machine's timers. */
async function isSweptWithinAnHour(): Promise<boolean> {
  const before = looks;
  await jest.advanceTimersByTimeAsync(hour);
  return looks > before;
}

beforeAll(() => jest.useFakeTimers());
afterAll(async () => {
  await sweep.stop();
  jest.useRealTimers();
});

test('contents are swept once an hour, but not after a sleep or a changed clock, which make what was just touched look old', async () => {
  sweep.start();
  expect(await isSweptWithinAnHour()).toBe(true);
  expect(await isSweptWithinAnHour()).toBe(true);
  jest.setSystemTime(Date.now() + 3 * 24 * hour);
  expect(await isSweptWithinAnHour()).toBe(false);
  expect(await isSweptWithinAnHour()).toBe(true);
  jest.setSystemTime(Date.now() - 24 * hour);
  expect(await isSweptWithinAnHour()).toBe(false);
  expect(await isSweptWithinAnHour()).toBe(true);
});
