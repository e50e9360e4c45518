import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Refusal } from '@lienthong/domain';
import { connectNats, eventStream, createLogger } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import type { CrashPoint } from './fixtures/crashing-office.ts';
import { dossierOf, startOffice, type TestOffice, vinhHung } from './support/office.ts';

jest.setTimeout(300_000);

let office: TestOffice;
let child: ChildProcess | undefined;
beforeAll(async () => {
  office = await startOffice({ hosted: false });
}, 900_000);
afterAll(async () => {
  child?.kill('SIGKILL');
  await office?.stop();
});

const points: CrashPoint[] = [
  'before the insert',
  'after the insert, before the publish',
  'after the publish, before the mark',
  'before the append',
  'after the append, before the publish',
  'after the append was published, before the mark',
];

async function startProcess(crashAt?: CrashPoint): Promise<ChildProcess> {
  const started = spawn(
    process.execPath,
    [join(import.meta.dirname, 'fixtures/crashing-office.ts'), join(office.site.directory, 'site.yaml')],
    {
      env: { ...process.env, NODE_OPTIONS: '', CRASH_AT: crashAt ?? '' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  await eventually(() => office.client.listProcedures({ unit: vinhHung }, office.clerk), {
    timeoutMs: 120_000,
  });
  return started;
}

/** Sends until it is answered, as a client does, also while the process dies and starts: the same request with the same key. */
const untilAnswered = async <T>(send: () => Promise<T>): Promise<T> =>
  eventually(
    async () =>
      send().catch((error: unknown) => {
        if (error instanceof Refusal && error.kind !== 'unavailable') return Promise.reject(error);
        return undefined;
      }),
    { timeoutMs: 250_000, everyMs: 100 },
  ) as Promise<T>;

async function idsOnStream(): Promise<string[]> {
  const nats = await connectNats(office.site.config.nats, 'test', createLogger('test', 'test', 'error'));
  const { state } = await nats.jsm.streams.info(eventStream);
  const ids: string[] = [];
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
    const message = await nats.jsm.streams.getMessage(eventStream, { seq });
    if (message) ids.push(message.header.get('ce-id'));
  }
  await nats.close();
  return ids;
}

test.each(points)(
  'invariant 2: killed %s, every accepted dossier’s events stand on the stream exactly once and the mark is right',
  async (crashAt) => {
    child = await startProcess(crashAt);
    const died = once(child, 'exit');
    const requests = Array.from({ length: 8 }, () => dossierOf());
    const commands = requests.map(({ dossierId }) => ({
      dossierId,
      version: 1,
      idempotencyKey: uuid(),
      note: '',
    }));
    const work = Promise.all(
      requests.map(async (request, index) => {
        const command = commands[index];
        await untilAnswered(() => office.client.receiveDossier(request, office.clerk));
        if (command) await untilAnswered(() => office.client.finishDossier(command, office.clerk));
      }),
    );
    const [, signal] = (await died) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    child = await startProcess();
    await work;

    const ids = requests.map(({ dossierId }) => dossierId);
    const documents = await eventually(async () => {
      const found = await office.dossiers.find({ _id: { $in: ids } }).toArray();
      return found.every(({ pending }) => !pending) ? found : undefined;
    });
    expect(documents).toHaveLength(requests.length);
    const published = await idsOnStream();
    for (const { events, version, published: mark, pendingAt, state } of documents) {
      expect(events.map(({ kind }) => kind)).toEqual(['received', 'finished']);
      expect([version, mark, pendingAt, state.status]).toEqual([2, 2, 0, 'finished']);
      for (const { id } of events) expect(published.filter((one) => one === id)).toHaveLength(1);
    }
    const codes = (await office.dossiers.find({}, { projection: { state: 1 } }).toArray()).map(
      ({ state }) => state.code,
    );
    expect(new Set(codes).size).toBe(codes.length);
    // A crash is no restore: the numbers go on where they were.
    expect(Math.max(...codes.map((code) => Number(code.slice(-4))))).toBeLessThan(200);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  },
);
