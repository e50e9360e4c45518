import { expect, jest, test } from '@jest/globals';
import { ApiFailure } from '../api/failure.ts';
import { memoryStore } from './device-store.ts';
import { openOutbox, type Unsent } from './outbox.ts';

const silence = (): ApiFailure => new ApiFailure('unreachable', 'UNREACHABLE', 'no answer');
const refusal = (): ApiFailure => new ApiFailure('refused', 'VERSION_CONFLICT', 'changed');
const command = {
  id: 'k1',
  command: 'FinishDossier',
  message: { a: 1 },
  dossierId: 'd1',
  label: 'Hoàn thành',
};
const retryMs = { first: 5, last: 10 };

/** A server that answers what the test says, and remembers what it was sent. */
const server = (...answers: (string | ApiFailure)[]) => {
  const sent: { command: string; message: object }[] = [];
  const send = (name: string, message: object): Promise<string> => {
    sent.push({ command: name, message });
    const answer = answers.shift() ?? 'done';
    return answer instanceof ApiFailure ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { send, sent };
};

test('a command that is answered is not kept', async () => {
  const store = memoryStore<Unsent>();
  const outbox = await openOutbox({ owner: 'a', store, send: server().send, onSent: () => undefined });
  expect(await outbox.submit(command)).toEqual({ kind: 'done', result: 'done' });
  expect(outbox.entries()).toEqual([]);
  expect(await store.all()).toEqual([]);
  outbox.close();
});

test('no acknowledged command is lost, none is applied twice: silence keeps it, and the retry is the same message with the same key', async () => {
  const { send, sent } = server(silence(), silence(), 'late');
  const done = jest.fn();
  const arrived = new Promise<void>((resolve) => {
    done.mockImplementation(() => resolve());
  });
  const outbox = await openOutbox({ owner: 'a', store: memoryStore(), send, onSent: done, retryMs });
  expect(await outbox.submit(command)).toEqual({ kind: 'kept' });
  await arrived;
  expect(done).toHaveBeenCalledWith(expect.objectContaining({ id: 'k1' }), 'late');
  expect(new Set(sent.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(outbox.entries()).toEqual([]);
  outbox.close();
});

test('a refusal is thrown to the person who waits, and not kept', async () => {
  const outbox = await openOutbox({
    owner: 'a',
    store: memoryStore(),
    send: server(refusal()).send,
    onSent: () => undefined,
  });
  await expect(outbox.submit(command)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  expect(outbox.entries()).toEqual([]);
  outbox.close();
});

test('a refusal that comes while nobody looks is kept until it was read', async () => {
  const outbox = await openOutbox({
    owner: 'a',
    store: memoryStore(),
    send: server(silence(), refusal()).send,
    onSent: () => undefined,
    retryMs: { first: 60_000, last: 60_000 },
  });
  await outbox.submit(command);
  await outbox.flush();
  expect(outbox.entries()).toMatchObject([{ id: 'k1', refusal: { code: 'VERSION_CONFLICT' } }]);
  await outbox.discard('k1');
  expect(outbox.entries()).toEqual([]);
  outbox.close();
});

test('a closed browser loses nothing, and another person on the same computer sees and sends nothing of it', async () => {
  const store = memoryStore<Unsent>();
  const wait = { first: 60_000, last: 60_000 };
  const first = await openOutbox({
    owner: 'a',
    store,
    send: server(silence()).send,
    onSent: () => undefined,
    retryMs: wait,
  });
  await first.submit(command);
  first.close();

  const other = server();
  const stranger = await openOutbox({
    owner: 'b',
    store,
    send: other.send,
    onSent: () => undefined,
    retryMs: wait,
  });
  await stranger.flush();
  expect(stranger.entries()).toEqual([]);
  expect(other.sent).toEqual([]);
  stranger.close();

  const again = server();
  const back = await openOutbox({
    owner: 'a',
    store,
    send: again.send,
    onSent: () => undefined,
    retryMs: wait,
  });
  expect(back.entries()).toMatchObject([{ id: 'k1' }]);
  await back.flush();
  expect(again.sent).toEqual([{ command: 'FinishDossier', message: { a: 1 } }]);
  expect(back.entries()).toEqual([]);
  back.close();
});
