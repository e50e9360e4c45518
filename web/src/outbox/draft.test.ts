import { afterEach, expect, jest, test } from '@jest/globals';
import { memoryStore } from './device-store.ts';
import { createKeeper } from './draft.ts';
import { noteSignOut } from './sign-out.ts';

type Drafts = NonNullable<Parameters<typeof createKeeper>[2]>;

afterEach(() => void jest.restoreAllMocks());

test('what the device refused is not told as kept, and is given to it again', async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const drafts: Drafts = memoryStore();
  const put = jest.spyOn(drafts, 'put').mockRejectedValueOnce(new Error('full'));
  const keeper = createKeeper('refused', 'form', drafts);
  keeper.keep('typed', false);
  expect(await keeper.flush()).toBe(false);
  expect(await drafts.all()).toEqual([]);
  expect(await keeper.flush()).toBe(true);
  expect(put).toHaveBeenCalledTimes(2);
  expect(await drafts.all()).toMatchObject([{ owner: 'refused', name: 'form', value: 'typed' }]);
});

test('what was refused does not take the place of what is typed since', async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const drafts: Drafts = memoryStore();
  jest.spyOn(drafts, 'put').mockRejectedValueOnce(new Error('full'));
  const keeper = createKeeper('typed-on', 'form', drafts);
  keeper.keep('first', false);
  const first = keeper.flush();
  keeper.keep('second', false);
  expect(await first).toBe(false);
  expect(await keeper.flush()).toBe(true);
  expect(await drafts.all()).toMatchObject([{ value: 'second' }]);
});

test('S13: after signing out no keystroke in any window is kept', async () => {
  const drafts: Drafts = memoryStore();
  const keeper = createKeeper('signs-out', 'form', drafts);
  noteSignOut('signs-out');
  keeper.keep('typed after', false);
  expect(await keeper.flush()).toBe(false);
  expect(await drafts.all()).toEqual([]);
});
