import { jest } from '@jest/globals';
import { createLogger, type RegisteredSite } from '@lienthong/runtime';
import type { EngineRunner } from '../src/adapters/engine-runner.ts';
import type { RecordAsker } from '../src/adapters/fetch-record.ts';
import type { LocalSessions } from '../src/adapters/local-sessions.ts';
import { decideRegistry, seenOfRegistry } from '../src/commands/decide-registry.ts';
import type { Site } from '../src/commands/site.ts';
import { nameState, noAnswer, valueQuestion } from '../src/domain/engine/asks.ts';
import type { RecordStore } from '../src/adapters/record-store.ts';
import { createRegistryFollower } from '../src/adapters/registry-follower.ts';
import { createRegistrySource } from '../src/adapters/registry-source.ts';
import type { SiteMemory } from '../src/adapters/site-memory.ts';
import { answerRecord } from '../src/adapters/whole-record.ts';
import type { Document } from '../src/domain/document.ts';
import type { Effect, Steps } from '../src/domain/engine/effects.ts';
import type { Engine, Production } from '../src/domain/engine/engine.ts';
import type { Outcome } from '../src/domain/engine/process.ts';
import { hour, registryKey } from './simulation/world.ts';
import { commune, district, Line, province, threeSites } from './three-sites.ts';

type Answered = Effect & { do: 'answered' };

beforeAll(() => void jest.useFakeTimers());
afterAll(() => void jest.useRealTimers());

const rows = threeSites.map(
  ({ id, parent, owns }): RegisteredSite => ({
    id,
    name: '',
    parent: parent ?? '',
    owns: [...owns],
    publicKey: '',
  }),
);

/** The province's follower, beside the engine and the store of a line's. */
async function followerOf(line: Line, answer: (id: string) => Promise<Answered>) {
  const site = line.site(province);
  const engine = site.engine as Engine;
  const run = async <T>(call: (engine: Engine) => Steps<T>): Promise<void> =>
    line.world.drive(site, call(engine));
  const memory: Partial<SiteMemory> = { owners: async () => [], saveOwners: async () => undefined };
  const source = await createRegistrySource(province, rows, memory as SiteMemory);
  return createRegistryFollower({
    key: registryKey,
    source,
    records: { read: async (keys) => site.store.read(keys) } satisfies Pick<RecordStore, 'read'>,
    contents: { read: async () => undefined },
    site: () =>
      ({
        runner: { engine, run } as unknown as EngineRunner,
        sessions: { expectAnswer: answer } as Partial<LocalSessions> as LocalSessions,
        // The simulation's seals do not travel as bytes.
        environment: { ...line.world.environment(), verify: () => true },
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
  const follower = await followerOf(line, async (id) => {
    asked += 1;
    return noAnswer(id, 'not_held');
  });
  follower.follow(line.document(province, registryKey) as Document);
  expect(await asksInAMinute()).toBeGreaterThan(1);

  // The next sums show what the district really holds.
  line.world.run(2 * hour);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(await asksInAMinute()).toBe(0);
  follower.stop();
});

/** What the district answers of the registry that it holds. */
async function answerOf(line: Line): Promise<(id: string) => Promise<Answered>> {
  const held = line.site(district).store;
  const question = { question: valueQuestion, body: nameState({ key: registryKey, stamp: '' }) };
  const contents = { read: async () => undefined, lacking: async () => new Set<string>() };
  const shown = await answerRecord(question, { read: async (keys) => held.read(keys) }, contents);
  return async (id) => ({ ...noAnswer(id, ''), body: shown.body });
}

type Follower = Awaited<ReturnType<typeof followerOf>>;

async function decide(line: Line, follower: Follower, action: 'take_back' | 'publish'): Promise<void> {
  const restored = await follower.findRestored();
  if (!restored) throw new Error('no newer registry was found');
  const engine = line.site(province).engine as Engine;
  const put = async (productions: readonly Production[]): Promise<readonly Outcome[]> => {
    let outcomes: readonly Outcome[] = [];
    line.world.drive(
      line.site(province),
      engine.put(productions, (told) => {
        outcomes = told;
      }),
    );
    return outcomes;
  };
  const unreached = async () => {
    throw new Error('it is out of reach');
  };
  const site = {
    id: province,
    runner: { engine, put },
    follower,
    lost: { forOwner: unreached, withValue: unreached },
  } as unknown as Site;
  const ruling = { action, reason: 'a test', by: 'o', at: 0 };
  await decideRegistry(site, restored.document, seenOfRegistry(restored), ruling);
}

/** The district says that the commune holds a registry of this revision, which the province has never heard of. */
function claimBeyond(line: Line, rev: number): void {
  const { rev: own = 0, tag = '' } = line.document(district, registryKey)?.record ?? {};
  const chain = [
    { site: district, rev: own, tag, displaced: null },
    { site: commune, rev, tag: 'aaaaaaaaaaaaaaaa', displaced: null },
  ];
  const have = { kind: 'have' as const, entries: [{ key: registryKey, chain }], took: 0 };
  line.world.deliver(district, province, have);
}

/** The province is installed anew after all have taken its registry. */
function emptiedProvince(): Line {
  const line = new Line();
  line.change(JSON.stringify(threeSites), registryKey, province);
  line.world.run(hour);
  line.restore(province);
  line.world.run(2 * hour);
  return line;
}

test('history: what was fetched is taken back although whoever holds it is a neighbour no longer', async () => {
  const line = emptiedProvince();
  const follower = await followerOf(line, await answerOf(line));
  follower.follow(line.document(province, registryKey) as Document);
  await jest.advanceTimersByTimeAsync(1_000);
  await decide(line, follower, 'take_back');
  expect(line.value(province, registryKey)).toBe(JSON.stringify(threeSites));
  expect(await follower.findRestored()).toBeUndefined();
  follower.stop();
});

test('history: while the newest registry is out of reach, the newest within reach is gone by and can be taken back; a later one is a choice again', async () => {
  const line = emptiedProvince();
  claimBeyond(line, 3);
  const shown = await answerOf(line);
  let asked = 0;
  const follower = await followerOf(line, async (id) => {
    asked += 1;
    return asked === 2 ? shown(id) : noAnswer(id, 'unreachable');
  });
  follower.follow(line.document(province, registryKey) as Document);
  await jest.advanceTimersByTimeAsync(1_000);
  const { newer, fetched } = (await follower.findRestored()) ?? {};
  expect([newer?.rev, fetched?.record.rev]).toEqual([3, 1]);
  expect(line.site(province).engine?.memory.registryStamp).toMatch(/^1:/);
  // The newest alone is still asked for.
  const before = asked;
  await jest.advanceTimersByTimeAsync(10_000);
  expect(asked - before).toBeLessThanOrEqual(2);
  expect(asked).toBeGreaterThan(before);

  await decide(line, follower, 'take_back');
  expect(line.value(province, registryKey)).toBe(JSON.stringify(threeSites));
  expect(line.rev(province, registryKey)).toBe(4);
  expect(await follower.findRestored()).toBeUndefined();
  claimBeyond(line, 9);
  expect(await follower.findRestored()).toMatchObject({ newer: { rev: 9 }, fetched: undefined });
  follower.stop();
});

test('history: a province that was installed anew publishes its configuration’s registry though nobody answers', async () => {
  const line = emptiedProvince();
  const follower = await followerOf(line, async (id) => noAnswer(id, 'unreachable'));
  follower.follow(line.document(province, registryKey) as Document);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(line.document(province, registryKey)?.record).toBeNull();
  await decide(line, follower, 'publish');
  expect(JSON.parse(line.value(province, registryKey) ?? '')).toEqual({ sites: rows });
  expect(line.rev(province, registryKey)).toBe(2);
  expect(await follower.findRestored()).toBeUndefined();
  follower.stop();
});
