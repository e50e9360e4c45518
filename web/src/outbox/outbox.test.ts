import { afterEach, expect, jest, test } from '@jest/globals';
import { ApiFailure, readFailure } from '../api/failure.ts';
import { type DeviceStore, memoryStore } from './device-store.ts';
import { noOtherWindows, type OtherWindows } from './other-windows.ts';
import { type News, openOutbox, type Outbox } from './outbox.ts';

const silence = (): ApiFailure => new ApiFailure('unreachable', 'UNREACHABLE', 'no answer');
/** An answer, but none that says whether it was done. */
const fault = (): ApiFailure => new ApiFailure('unreachable', 'SERVER_FAULT', '500', { isFault: true });
const refusal = (): ApiFailure => new ApiFailure('refused', 'VERSION_CONFLICT', 'changed');
const command = {
  id: 'k1',
  method: 'library.v1.LibraryService/LendBook',
  message: { a: 1 },
  about: 'b1',
  label: 'Cho mượn',
};
let nextKey = '';
const open = (options: Parameters<typeof openOutbox>[0]): Promise<Outbox> =>
  openOutbox({ newKey: () => nextKey, ...options });
const give = (
  outbox: Outbox,
  { id, message, ...rest }: typeof command | (Omit<typeof command, 'message'> & { message: object }),
) => {
  nextKey = id;
  return outbox.submit({ ...rest, message: () => message });
};
const knows = (method: string): boolean => method === command.method;
const retryMs = { first: 5, last: 10 };

afterEach(() => void jest.restoreAllMocks());
/** Faults are for whoever looks into the console, which here is nobody. */
const quietly = (): void => void jest.spyOn(console, 'error').mockImplementation(() => undefined);

/** A server that answers what the test says, and remembers what it was sent. */
const server = (...answers: (string | ApiFailure)[]) => {
  const sent: { method: string; message: object }[] = [];
  const send = (method: string, message: object): Promise<string> => {
    sent.push({ method, message });
    const answer = answers.shift() ?? 'done';
    return answer instanceof ApiFailure ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { send, sent };
};

test('a command that is answered is not kept', async () => {
  const store = memoryStore<unknown>();
  const outbox = await open({ owner: 'a', knows, store, send: server().send, onSent: () => undefined });
  expect(await give(outbox, command)).toMatchObject({ kind: 'done', answer: 'done' });
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
  const outbox = await open({ owner: 'a', knows, store: memoryStore(), send, onSent: done, retryMs });
  expect(await give(outbox, command)).toMatchObject({ kind: 'kept' });
  await arrived;
  expect(done).toHaveBeenCalledWith(expect.objectContaining({ id: 'k1' }), 'late');
  expect(new Set(sent.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(outbox.entries()).toEqual([]);
  outbox.close();
});

test('a refusal is thrown to the person who waits, and not kept', async () => {
  const outbox = await open({
    owner: 'a',
    knows,
    store: memoryStore(),
    send: server(refusal()).send,
    onSent: () => undefined,
  });
  await expect(give(outbox, command)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  expect(outbox.entries()).toEqual([]);
  outbox.close();
});

test('a refusal that who gave the command is no longer there to hear is kept until it was read, and thrown all the same', async () => {
  const store = memoryStore<unknown>();
  const { send, sent } = server(refusal());
  const outbox = await open({ owner: 'a', knows, store, send, onSent: () => undefined });
  await expect(
    outbox.submit({ ...command, message: () => command.message, isHeard: () => sent.length === 0 }),
  ).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  const kept = [{ label: 'Cho mượn', refusal: { code: 'VERSION_CONFLICT' } }];
  expect(outbox.entries()).toMatchObject(kept);
  expect(await store.all()).toMatchObject(kept);
  await outbox.flush();
  expect(sent).toHaveLength(1);
  outbox.close();
});

test('what was refused is not sent again while the device takes its refusal', async () => {
  const store = memoryStore<unknown>();
  const slow = Promise.withResolvers<void>();
  const { send, sent } = server(refusal());
  const put = async (id: string, entry: unknown): Promise<void> => {
    if (sent.length > 0) await slow.promise;
    return store.put(id, entry);
  };
  const outbox = await open({ owner: 'a', knows, store: { ...store, put }, send, onSent: () => undefined });
  const isShown = new Promise<void>((resolve) => {
    outbox.subscribe(() => outbox.entries()[0]?.refusal && resolve());
  });
  const given = outbox.submit({ ...command, message: () => command.message, isHeard: () => false });
  await isShown;
  await outbox.flush();
  expect(sent).toHaveLength(1);
  slow.resolve();
  await expect(given).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  outbox.close();
});

test('a refusal that comes while nobody looks is kept until it was read', async () => {
  const outbox = await open({
    owner: 'a',
    knows,
    store: memoryStore(),
    send: server(silence(), refusal()).send,
    onSent: () => undefined,
    retryMs: { first: 60_000, last: 60_000 },
  });
  await give(outbox, command);
  await outbox.flush();
  expect(outbox.entries()).toMatchObject([{ id: 'k1', refusal: { code: 'VERSION_CONFLICT' } }]);
  await outbox.discard('k1');
  expect(outbox.entries()).toEqual([]);
  outbox.close();
});

test('a closed browser loses nothing, and another person on the same computer sees and sends nothing of it', async () => {
  const store = memoryStore<unknown>();
  const wait = { first: 60_000, last: 60_000 };
  const first = await open({
    owner: 'a',
    knows,
    store,
    send: server(silence()).send,
    onSent: () => undefined,
    retryMs: wait,
  });
  await give(first, command);
  first.close();

  const other = server();
  const stranger = await open({
    owner: 'b',
    knows,
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
  const back = await open({
    owner: 'a',
    knows,
    store,
    send: again.send,
    onSent: () => undefined,
    retryMs: wait,
  });
  expect(back.entries()).toMatchObject([{ id: 'k1' }]);
  await back.flush();
  expect(again.sent).toEqual([{ method: command.method, message: { a: 1 } }]);
  expect(back.entries()).toEqual([]);
  back.close();
});

test('what cannot be read or sent is shown, and holds up nothing that comes after it', async () => {
  quietly();
  const store = memoryStore<unknown>();
  const fault = new TypeError('no such message');
  const { sent, send } = server();
  await store.put('k0', { id: 'k0', owner: 'a', command: 'OfAnOldRelease', message: {}, label: 'Cũ', at: 1 });
  await store.put('k00', { id: 'k00', owner: 'a', method: command.method });
  await store.put('k01', 'damaged');
  await store.put('k02', { ...command, id: 'k02', message: { breaks: true }, owner: 'a', at: 2 });
  await store.put('k1', { ...command, owner: 'a', at: 3 });
  const outbox = await open({
    owner: 'a',
    knows,
    store,
    send: (method, message) => ('breaks' in message ? Promise.reject(fault) : send(method, message)),
    onSent: () => undefined,
  });
  await outbox.flush();
  expect(sent).toEqual([{ method: command.method, message: { a: 1 } }]);
  const refusal = { code: 'ENTRY_UNREADABLE' };
  expect(outbox.entries()).toMatchObject([
    { id: 'k0', label: 'Cũ', refusal },
    { id: 'k00', label: '', refusal },
    { id: 'k02', refusal },
  ]);
  expect(await store.all()).toHaveLength(4);
  await outbox.discard('k0');
  expect(await store.all()).toHaveLength(3);
  outbox.close();
});

test('what a feature does with an answer holds up nothing either', async () => {
  quietly();
  const store = memoryStore<unknown>();
  for (const id of ['k1', 'k2']) await store.put(id, { ...command, id, owner: 'a', at: 1 });
  const { sent, send } = server();
  const outbox = await open({
    owner: 'a',
    knows,
    store,
    send,
    onSent: () => {
      throw new Error('a screen that fails');
    },
  });
  await outbox.flush();
  expect(sent).toHaveLength(2);
  expect(outbox.entries()).toEqual([]);
  outbox.close();
});

test('an answer that is a fault of the server concerns its command alone: nothing else waits, and each is sent until it is answered once', async () => {
  const store = memoryStore<unknown>();
  for (const id of ['k1', 'k2', 'k3'])
    await store.put(id, { ...command, id, about: id, message: { id }, owner: 'a', at: 1 });
  const faults = ['k1', 'k1', 'k1'];
  const sent: string[] = [];
  const pauses: number[] = [];
  let last = 0;
  const arrived: string[] = [];
  const all = new Promise<void>((resolve) => {
    void open({
      owner: 'a',
      knows,
      store,
      send: (_, message) => {
        const { id } = message as { id: string };
        if (id === 'k1') {
          if (last !== 0) pauses.push(Date.now() - last);
          last = Date.now();
        }
        sent.push(id);
        return faults[0] === id ? Promise.reject((faults.shift(), fault())) : Promise.resolve('done');
      },
      onSent: ({ id }) => {
        arrived.push(id);
        if (arrived.length === 3) resolve();
      },
      retryMs: { first: 20, last: 20 },
    });
  });
  await all;
  expect(arrived).toEqual(['k2', 'k3', 'k1']);
  expect(sent).toEqual(['k1', 'k2', 'k3', 'k1', 'k1', 'k1']);
  expect(pauses.every((pause, at) => pause >= 20 * 2 ** at - 1)).toBe(true);
  expect(await store.all()).toEqual([]);
});

test.each([
  [503, 'unavailable'],
  [429, 'resource_exhausted'],
])(
  'a site that answers %i is as good as silent: a round ends at the first, none is at fault, and all go when it is back',
  async (status, code) => {
    const store = memoryStore<unknown>();
    const ids = ['k1', 'k2', 'k3'];
    for (const id of ids)
      await store.put(id, { ...command, id, about: id, message: { id }, owner: 'a', at: 1 });
    const away = (): ApiFailure => readFailure(status, { code });
    const { sent, send } = server(...Array.from({ length: 8 }, away));
    const arrived: string[] = [];
    const faults: unknown[] = [];
    let sentBefore = 0;
    const all = new Promise<void>((resolve) => {
      void open({
        owner: 'a',
        knows,
        store,
        send,
        onSent: ({ id }) => {
          if (arrived.length === 0) sentBefore = sent.length;
          arrived.push(id);
          if (arrived.length === ids.length) resolve();
        },
        retryMs,
      }).then((outbox) =>
        outbox.subscribe(() => faults.push(...outbox.entries().flatMap((one) => one.fault ?? []))),
      );
    });
    await all;
    expect(arrived.toSorted()).toEqual(ids);
    expect([sentBefore, sent.length]).toEqual([9, 11]);
    expect(faults).toEqual([]);
  },
);

test('one that is never answered holds up a round, and not the others for good', async () => {
  const store = memoryStore<unknown>();
  for (const id of ['k1', 'k2', 'k3'])
    await store.put(id, { ...command, id, about: id, message: { id }, owner: 'a', at: 1 });
  const outbox = await open({
    owner: 'a',
    knows,
    store,
    send: (_, message) =>
      'id' in message && message.id === 'k1' ? Promise.reject(silence()) : Promise.resolve('done'),
    onSent: () => undefined,
    retryMs: { first: 60_000, last: 60_000 },
  });
  await outbox.flush();
  expect(outbox.entries()).toHaveLength(3);
  await outbox.flush();
  expect(outbox.entries()).toMatchObject([{ id: 'k1' }]);
  outbox.close();
});

test('what the server fails at is told, and a person puts it by: it is then not sent before they say so, in no later window either', async () => {
  const store = memoryStore<unknown>();
  const { sent, send } = server(fault(), silence());
  const options = { owner: 'a', knows, store, send, onSent: () => undefined };
  const first = await open({ ...options, now: () => 7_000 });
  expect(await give(first, command)).toMatchObject({ kind: 'kept' });
  expect(first.entries()).toMatchObject([
    { id: 'k1', fault: { code: 'SERVER_FAULT', at: 7_000, next: 9_000 } },
  ]);
  await first.setAside('k1');
  await first.flush();
  first.close();

  const second = await openOutbox(options);
  await second.flush();
  expect(second.entries()).toMatchObject([{ id: 'k1', aside: true }]);
  expect(sent).toHaveLength(1);
  await second.retry('k1');
  expect(second.entries()[0]).not.toHaveProperty('aside');
  await second.retry('k1');
  expect(new Set(sent.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(second.entries()).toEqual([]);
  expect(await store.all()).toEqual([]);
  second.close();
});

test('what is done to one thing is done in order: a later command waits for the one that is not answered, unless that was put by', async () => {
  const { sent, send } = server(fault(), 'first', 'second');
  const done: string[] = [];
  const outbox = await open({
    owner: 'a',
    knows,
    store: memoryStore(),
    send,
    onSent: ({ id }) => void done.push(id),
    retryMs: { first: 60_000, last: 60_000 },
  });
  await give(outbox, { ...command, message: { id: 'k1' } });
  expect(await give(outbox, { ...command, id: 'k2', message: { id: 'k2' } })).toMatchObject({ kind: 'kept' });
  expect(await give(outbox, { ...command, id: 'k3', about: 'b2', message: { id: 'k3' } })).toMatchObject({
    kind: 'done',
  });
  expect(sent.map(({ message }) => message)).toEqual([{ id: 'k1' }, { id: 'k3' }]);
  await outbox.setAside('k1');
  await outbox.flush();
  await outbox.retry('k1');
  expect(done).toEqual(['k2', 'k1']);
  outbox.close();
});

test('case 1: a kept command is never replaced: the same words given twice are two commands under two keys', async () => {
  const store = memoryStore<unknown>();
  const { send } = server(silence(), silence());
  const outbox = await openOutbox({ owner: 'a', knows, store, send, onSent: () => undefined });
  const given = { method: command.method, label: 'Cho mượn', message: (id: string) => ({ loanId: id }) };
  await outbox.submit(given);
  await outbox.submit(given);
  const ids = outbox.entries().map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
  expect(outbox.entries().map(({ message }) => message)).toEqual(ids.map((loanId) => ({ loanId })));
  expect(await store.all()).toHaveLength(2);
  outbox.close();
});

test('case 2: a key that something else has taken gives way to a new one, and the same words are sent again', async () => {
  const store = memoryStore<unknown>();
  const taken = new ApiFailure('refused', 'IDEMPOTENCY_KEY_REUSED', 'taken');
  const { send, sent } = server(taken, 'done');
  const keys = ['k1', 'k2'];
  const outbox = await openOutbox({
    owner: 'a',
    knows,
    store,
    send,
    onSent: () => undefined,
    newKey: () => keys.shift() ?? '',
  });
  const message = (id: string): object => ({ loanId: id, book: 'b1' });
  expect(await outbox.submit({ method: command.method, label: '', message })).toMatchObject({ kind: 'done' });
  expect(sent.map((one) => one.message)).toEqual([
    { loanId: 'k1', book: 'b1' },
    { loanId: 'k2', book: 'b1' },
  ]);
  expect(outbox.entries()).toEqual([]);
  expect(await store.all()).toEqual([]);
  outbox.close();
});

const full = (): never => {
  throw new DOMException('full', 'QuotaExceededError');
};

test.each([
  ['refuses', (): Promise<never> => Promise.reject(new DOMException('full', 'QuotaExceededError'))],
  ['throws', full],
  ['is silent', (): Promise<never> => new Promise(() => undefined)],
])(
  'case 4: a device store that %s stops no working line; what is not sent is kept by the window, said to be so, and stored when it can be',
  async (_, broken) => {
    quietly();
    const working = memoryStore<unknown>();
    let isBroken = true;
    const store: DeviceStore<unknown> = {
      ...working,
      put: (key, value) => (isBroken ? broken() : working.put(key, value)),
    };
    const { send, sent } = server('done', silence(), silence(), 'done');
    const outbox = await open({
      owner: 'a',
      knows,
      store,
      send,
      onSent: () => undefined,
      retryMs: { first: 60_000, last: 60_000 },
    });
    expect(await give(outbox, command)).toMatchObject({ kind: 'done' });
    expect(await give(outbox, { ...command, id: 'k2' })).toMatchObject({
      kind: 'kept',
      entry: { id: 'k2', unkept: true },
    });
    isBroken = false;
    await outbox.flush();
    expect(outbox.entries()).toMatchObject([{ id: 'k2' }]);
    expect(outbox.entries()[0]).not.toHaveProperty('unkept');
    expect(await working.all()).toMatchObject([{ id: 'k2' }]);
    await outbox.flush();
    expect(sent).toHaveLength(4);
    outbox.close();
  },
);

test('case 4: what a window knows is on the device again after its data were cleared', async () => {
  const store = memoryStore<unknown>();
  const outbox = await open({
    owner: 'a',
    knows,
    store,
    send: server(silence()).send,
    onSent: () => undefined,
  });
  await give(outbox, command);
  await store.remove('k1');
  await outbox.keepAgain();
  expect(await store.all()).toMatchObject([{ id: 'k1', message: { a: 1 } }]);
  outbox.close();
});

/** Windows of one browser: each hears the others, and one holds a lock. */
const browser = (): (() => OtherWindows<News>) => {
  const hearing = new Map<object, (news: News) => void>();
  const held = new Set<string>();
  return () => {
    const own = {};
    return {
      ...noOtherWindows<News>(),
      tell: (news) => {
        for (const [one, listener] of hearing)
          if (one !== own) queueMicrotask(() => listener(structuredClone(news)));
      },
      hear: (listener) => void hearing.set(own, listener),
      alone: async (what, work) => {
        if (held.has(what)) return 'elsewhere';
        held.add(what);
        return work().finally(() => held.delete(what));
      },
      close: () => void hearing.delete(own),
    };
  };
};

test('case 1: two windows of a person show the same unsent work, and it is sent by one of them', async () => {
  const store = memoryStore<unknown>();
  const windows = browser();
  const { send, sent } = server(silence(), 'done');
  const options = {
    owner: 'a',
    knows,
    store,
    send,
    onSent: () => undefined,
    retryMs: { first: 60_000, last: 60_000 },
  };
  const [one, other] = [
    await open({ ...options, windows: windows() }),
    await open({ ...options, windows: windows() }),
  ];
  await give(one, command);
  expect(other.entries()).toMatchObject([{ id: 'k1' }]);
  await Promise.all([one.flush(), other.flush()]);
  expect(sent).toHaveLength(2);
  expect([one.entries(), other.entries()]).toEqual([[], []]);
  expect(await store.all()).toEqual([]);
  for (const outbox of [one, other]) outbox.close();
});

test('who gave a command hears when the device has it, before the site answers, and never where the device refuses', async () => {
  quietly();
  const store = memoryStore<unknown>();
  const told: string[] = [];
  const outbox = await openOutbox({
    owner: 'a',
    knows,
    store,
    send: () => {
      told.push('sent');
      return Promise.resolve('done');
    },
    onSent: () => undefined,
  });
  const given = {
    method: command.method,
    label: '',
    message: () => ({}),
    onKept: () => void told.push('kept'),
  };
  await outbox.submit(given);
  expect(told).toEqual(['kept', 'sent']);
  jest.spyOn(store, 'put').mockRejectedValue(new Error('full'));
  await outbox.submit(given);
  expect(told).toEqual(['kept', 'sent', 'sent']);
  outbox.close();
});
