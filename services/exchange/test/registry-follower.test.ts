import { jest } from '@jest/globals';
import { createLogger, type RegisteredSite } from '@lienthong/runtime';
import type { EngineRunner } from '../src/adapters/engine-runner.ts';
import type { RecordAsker } from '../src/adapters/fetch-record.ts';
import type { LocalSessions } from '../src/adapters/local-sessions.ts';
import { noAnswer } from '../src/domain/engine/asks.ts';
import type { RecordStore } from '../src/adapters/record-store.ts';
import { createRegistryFollower } from '../src/adapters/registry-follower.ts';
import { createRegistrySource } from '../src/adapters/registry-source.ts';
import type { SiteMemory } from '../src/adapters/site-memory.ts';
import type { Document } from '../src/domain/document.ts';
import type { Steps } from '../src/domain/engine/effects.ts';
import type { Engine } from '../src/domain/engine/engine.ts';
import { hour, registryKey } from './simulation/world.ts';
import { district, Line, province, threeSites } from './three-sites.ts';

beforeAll(() => void jest.useFakeTimers());
afterAll(() => void jest.useRealTimers());

/** The province's follower, beside the engine and the store of a line's; no neighbour shows what it holds. */
async function followerOf(line: Line, asks: () => void) {
  const site = line.site(province);
  const engine = site.engine as Engine;
  const run = async <T>(call: (engine: Engine) => Steps<T>): Promise<void> =>
    line.world.drive(site, call(engine));
  const memory: Partial<SiteMemory> = { owners: async () => [], saveOwners: async () => undefined };
  const rows: RegisteredSite[] = [{ id: province, name: '', parent: '', owns: ['root@0'], publicKey: '' }];
  const source = await createRegistrySource(province, rows, memory as SiteMemory);
  return createRegistryFollower({
    key: registryKey,
    source,
    records: { read: async (keys) => site.store.read(keys) } satisfies Pick<RecordStore, 'read'>,
    contents: { read: async () => undefined },
    site: () =>
      ({
        runner: { engine, run } as unknown as EngineRunner,
        sessions: {
          expectAnswer: async (id: string) => {
            asks();
            return noAnswer(id, 'not_held');
          },
        } as Partial<LocalSessions> as LocalSessions,
        environment: line.world.environment(),
      }) satisfies RecordAsker,
    changed: () => undefined,
    logger: createLogger('test', 'test', 'fatal'),
  });
}

test('history: a registry that a neighbour only said it holds is asked for until it says otherwise, not for ever', async () => {
  const line = new Line();
  line.change(JSON.stringify(threeSites), registryKey, province);
  line.world.run(hour);
  const held = line.document(district, registryKey)?.record;
  let asked = 0;
  const asksInAMinute = async (): Promise<number> => {
    asked = 0;
    await jest.advanceTimersByTimeAsync(60_000);
    return asked;
  };

  const entry = { site: district, rev: (held?.rev ?? 0) + 1, tag: 'aaaaaaaaaaaaaaaa', displaced: null };
  const lie = { kind: 'have' as const, entries: [{ key: registryKey, chain: [entry] }], took: 0 };
  line.world.deliver(district, province, lie);
  const follower = await followerOf(line, () => {
    asked += 1;
  });
  follower.follow(line.document(province, registryKey) as Document);
  expect(await asksInAMinute()).toBeGreaterThan(1);

  // The next sums show what the district really holds.
  line.world.run(2 * hour);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(await asksInAMinute()).toBe(0);
  follower.stop();
});
