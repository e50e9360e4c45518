import { jest } from '@jest/globals';
import type { ContentStore } from '../src/adapters/content-store.ts';
import type { EngineRunner } from '../src/adapters/engine-runner.ts';
import { createLocalSessions } from '../src/adapters/local-sessions.ts';
import type { SiteMemory } from '../src/adapters/site-memory.ts';
import type { Consumer } from '../src/domain/route.ts';

/** A memory that does not answer until it is told to. */
function memoryAway(): { memory: SiteMemory; saved: () => readonly Consumer[]; comeBack: () => void } {
  let saved: readonly Consumer[] = [];
  let isAway = true;
  const memory = {
    consumers: async () => [],
    saveConsumers: async (consumers: readonly Consumer[]) => {
      if (isAway) throw new Error('the database does not answer');
      await Promise.resolve();
      saved = consumers;
    },
  } as unknown as SiteMemory;
  return { memory, saved: () => saved, comeBack: () => void (isAway = false) };
}

const sessionsOn = (memory: SiteMemory) =>
  createLocalSessions(
    () => ({ run: async () => undefined }) as unknown as EngineRunner,
    {} as ContentStore,
    memory,
    () => 0,
  );

test('a consumer that could not be written down is not taken for known', async () => {
  const { memory, saved, comeBack } = memoryAway();
  const sessions = await sessionsOn(memory);
  await expect(sessions.open('operations', ['u2-tally-onestop'])).rejects.toThrow('does not answer');
  expect(sessions.consumers).toEqual([]);
  comeBack();
  await Promise.all([
    sessions.open('operations', ['u2-tally-onestop']),
    sessions.open('directory', ['d3-directory']),
  ]);
  const both = [
    { name: 'operations', channels: ['u2-tally-onestop'] },
    { name: 'directory', channels: ['d3-directory'] },
  ];
  expect(saved()).toEqual(both);
  expect(sessions.consumers).toEqual(both);
});

test('whoever waits for an answer gets one, also when the core that asked is gone', async () => {
  const sessions = await sessionsOn(memoryAway().memory);
  jest.useFakeTimers();
  try {
    const answer = sessions.expectAnswer('a');
    jest.advanceTimersByTime(20_000);
    expect(await answer).toMatchObject({ id: 'a', failure: 'timeout' });
    const other = sessions.expectAnswer('b');
    sessions.answered({ do: 'answered', id: 'b', body: Buffer.from('yes'), failure: '', silentSince: null });
    expect(await other).toMatchObject({ failure: '' });
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});
